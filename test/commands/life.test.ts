import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { BotActor, MemberActor } from '../../src/core/actor.ts';
import { type Role, type Scope, scopesOf } from '../../src/core/scopes.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { type Name, openWorld, rows, type World } from '../world.ts';

/** What is known of a token from outside, by the one who got it: the most that it may ever do, and its end. */
interface Known {
  id: string;
  secret: Secret;
  team: string;
  /** What its maker held when it was made. */
  ceiling: ReadonlySet<Scope>;
  end: number;
  isEnded: boolean;
}

interface Step {
  team: string;
  who: Name | 'token';
  ask: string;
  bot: number;
  token: number;
  scopes: Scope[];
  seconds: number;
  to: Name;
  role: Role;
}

const TEAMS = ['T0ONE', 'T0TWO'];
const PEOPLE: Name[] = ['alice', 'bob', 'carol'];
const ASKED = [
  'bots create',
  'bots create',
  'tokens issue',
  'tokens issue',
  'tokens issue',
  'tokens issue',
  'tokens issue',
  'tokens issue',
  'tokens issue',
  'tokens issue',

  'tokens revoke',
  'tokens rotate start',
  'tokens rotate finish',
  'tokens rotate cancel',
  'tokens freeze',
  'tokens unfreeze',
  'bots disable',
  'bots enable',
  'bots transfer',
  'bots accept',
  'bots delete',
  'members set-role',
  'policy set',
  'bots list',
  'bots show',
  'tokens list',
  'tokens show',
  'members list',
  'audit list',
  'pass',
];

/** What a member holds, and some of what only an admin does. */
const WANTED: Scope[] = [...scopesOf('member'), 'organization:act', 'audit:read'];

const step = fc.record<Step>({
  team: fc.constantFrom(...TEAMS),
  who: fc.constantFrom<Name | 'token'>(...PEOPLE, 'bob', 'bob', 'alice', 'token', 'token'),
  ask: fc.constantFrom(...ASKED),
  bot: fc.nat(1),
  token: fc.nat(20),
  scopes: fc.uniqueArray(fc.constantFrom(...WANTED), { maxLength: 3 }),
  seconds: fc.integer({ min: 3600, max: 40_000_000 }),
  to: fc.constantFrom(...PEOPLE),
  role: fc.constantFrom<Role>('admin', 'member', 'guest'),
});

/** Names that are one team's own: they may be seen nowhere else. */
const botOf = (team: string, index: number): string => `${team.toLowerCase()}-${index}`;

/** @throws Error with the sentence when it does not hold. */
function holds(claim: boolean, otherwise: string): void {
  if (!claim) throw new Error(otherwise);
}

/** Several people and tokens of two organizations, asking one thing after the other. */
class Life {
  readonly #world: World;
  readonly tokens: Known[] = [];
  readonly #longest = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  async take(taken: Step): Promise<void> {
    if (taken.ask === 'pass') return this.#world.clock.pass(taken.seconds * 100);
    const actor = await this.#actor(taken);
    if (!actor) return;
    const input = this.#inputFor(taken);
    const outcome = await this.#world.ask(actor, taken.ask, input);
    const isOurFault = outcome.kind === 'refused' && outcome.error.code === 'internal_error';
    holds(!isOurFault, `${taken.ask} failed by a fault of ours`);
    this.#seesOnlyItsOwn(taken.team, outcome);
    if (outcome.kind === 'done') this.#learn(taken, actor, outcome);
  }

  async #actor({ team, who, token }: Step): Promise<MemberActor | BotActor | undefined> {
    if (who !== 'token') return this.#world.person(who, team);
    const ours = this.tokens.filter((each) => each.team === team);
    const presented = ours[token % (ours.length || 1)];
    return presented && this.#world.bot(presented.secret).catch(() => undefined);
  }

  #inputFor(taken: Step): Record<string, unknown> {
    const username = botOf(taken.team, taken.bot);
    const ours = this.tokens.filter((each) => each.team === taken.team);
    const id = ours[taken.token % (ours.length || 1)]?.id ?? '00000000';
    if (taken.ask === 'tokens issue') {
      const scopes = taken.scopes.length > 0 ? { scopes: taken.scopes.join(' ') } : {};
      const format = taken.token % 2 === 0 ? 'jwt' : 'opaque';
      return { username, expiry: `${taken.seconds}s`, format, ...scopes };
    }
    if (taken.ask === 'members set-role') return { person: `@${taken.to}`, role: taken.role };
    if (taken.ask === 'policy set') return { longest: `${taken.seconds}s`, default_expiry: '60s' };
    if (taken.ask === 'bots transfer') return { username, to: `@${taken.to}` };
    if (taken.ask.startsWith('tokens ') && taken.ask !== 'tokens list') return { id };
    if (taken.ask.startsWith('bots ') && taken.ask !== 'bots list') return { username };
    return {};
  }

  /** Nothing that is answered names anything of the other organization. */
  #seesOnlyItsOwn(team: string, outcome: Outcome): void {
    const said = outcome.kind === 'refused' ? outcome.error.message : JSON.stringify(outcome);
    const other = TEAMS.find((each) => each !== team) ?? '';
    const theirs = this.tokens.filter((each) => each.team === other).map(({ id }) => id);
    for (const name of [botOf(other, 0).slice(0, -1), ...theirs])
      holds(!said.includes(name), `${team} was told of ${name}`);
  }

  #learn(taken: Step, actor: MemberActor | BotActor, outcome: Outcome & { kind: 'done' }): void {
    const output = z.record(z.string(), z.unknown()).parse(outcome.output);
    const secret = Object.values(output).find((value) => value instanceof Secret);
    const id = z.string().optional().parse(output['id']) ?? '';
    const named = this.tokens.find((each) => each.id === this.#inputFor(taken)['id']);
    if (secret) {
      const rotated = taken.ask === 'tokens rotate start' ? named?.ceiling : undefined;
      const end = z.date().parse(output['expires_at']).getTime();
      const ceiling = rotated ?? new Set(actor.scopes);
      this.tokens.push({ id, secret, team: taken.team, ceiling, end, isEnded: false });
    }
    if (taken.ask === 'tokens revoke' && named) named.isEnded = true;
    if (taken.ask === 'policy set') this.#longest.set(taken.team, taken.seconds * 1000);
  }

  /** What holds of every token after every step. */
  async check(): Promise<void> {
    const owners = await ownersOf(this.#world);
    const now = this.#world.clock.now().getTime();
    for (const known of this.tokens) {
      const actor = await this.#world.bot(known.secret).catch(() => undefined);
      if (!actor) continue;
      const owner = owners.get(known.id);
      holds(!known.isEnded, `${known.id} was revoked`);
      holds(known.end > now, `${known.id} has ended`);
      const lifetime = actor.expiresAt.getTime() - (owner?.madeAt ?? 0);
      holds(lifetime <= (this.#longest.get(known.team) ?? Infinity), `${known.id} outlives the policy`);
      for (const scope of actor.scopes) {
        holds(known.ceiling.has(scope), `${known.id} was never given ${scope}`);
        holds(scopesOf(owner?.role ?? 'guest').has(scope), `its owner does not hold ${scope}`);
      }
    }
  }
}

async function ownersOf(world: World): Promise<Map<string, { role: Role; madeAt: number }>> {
  const found = await rows(
    world,
    `select t.id, m.role, t.created_at from token t
     join bot b on (b.organization_id, b.id) = (t.organization_id, t.bot_id)
     join member m on (m.organization_id, m.id) = (b.organization_id, b.owner_id)`,
  );
  const Owner = z.object({
    id: z.string(),
    role: z.enum(['admin', 'member', 'guest']),
    created_at: z.date(),
  });
  return new Map(
    found
      .map((row) => Owner.parse(row))
      .map((row) => [row.id, { role: row.role, madeAt: row.created_at.getTime() }]),
  );
}

test('whatever several people and tokens ask in whichever order, nobody gains what they were not given', async () => {
  let lived = 0;
  let alive = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      await using world = await openWorld();
      for (const team of TEAMS) for (const name of PEOPLE) await world.person(name, team);
      const life = new Life(world);
      for (const team of TEAMS) {
        const bob = await world.person('bob', team);
        await world.ask(bob, 'bots create', { username: botOf(team, 0) });
      }
      for (const taken of steps) {
        await life.take(taken);
        await life.check();
      }
      for (const team of TEAMS) {
        const verified = await world.ask(await world.person('alice', team), 'audit verify');
        expect(JSON.stringify(verified)).toContain('"kind":"done"');
      }
      lived += steps.length;
      alive += life.tokens.length;
    }),
    { numRuns: 25 },
  );
  // A run in which nothing came about would prove nothing.
  expect([lived > 500, alive > 40, lived, alive]).toEqual([true, true, lived, alive]);
}, 120_000);
