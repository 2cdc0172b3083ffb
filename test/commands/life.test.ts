import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { BotActor, MemberActor } from '../../src/core/actor.ts';
import { type Role, type Scope, SCOPES, scopesOf } from '../../src/core/scopes.ts';
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

type Step = {
  team: string;
  who: Name | 'token';
  ask: string;
  bot: number;
  token: number;
  scopes: Scope[];
  seconds: number;
  to: Name;
  role: Role;
};

const TEAMS = ['T0ONE', 'T0TWO'];
const PEOPLE: Name[] = ['alice', 'bob', 'carol'];
const ASKED = [
  'bots create',
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

const step = fc.record<Step>({
  team: fc.constantFrom(...TEAMS),
  who: fc.constantFrom<Name | 'token'>(...PEOPLE, 'bob', 'alice', 'token'),
  ask: fc.constantFrom(...ASKED),
  bot: fc.nat(2),
  token: fc.nat(20),
  scopes: fc.uniqueArray(fc.constantFrom(...SCOPES), { maxLength: 6 }),
  seconds: fc.integer({ min: 60, max: 400_000 }),
  to: fc.constantFrom(...PEOPLE),
  role: fc.constantFrom<Role>('admin', 'member', 'guest'),
});

/** Names that are one team's own: they may be seen nowhere else. */
const botOf = (team: string, index: number): string => `${team.toLowerCase()}-${index}`;

/** Several people and tokens of two organizations, asking one thing after the other. */
class Life {
  readonly #world: World;
  readonly tokens: Known[] = [];
  readonly #longest = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  async take(taken: Step): Promise<void> {
    if (taken.ask === 'pass') return this.#world.clock.pass(taken.seconds * 1000);
    const actor = await this.#actor(taken);
    if (!actor) return;
    const input = this.#inputFor(taken);
    const outcome = await this.#world.ask(actor, taken.ask, input);
    if (outcome.kind === 'refused') expect([outcome.error.code, taken.ask]).not.toContain('internal_error');
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
    if (taken.ask === 'members set-role') return { member: `@${taken.to}`, role: taken.role };
    if (taken.ask === 'policy set') return { longest: `${taken.seconds}s`, default_expiry: '60s' };
    if (taken.ask === 'bots transfer') return { username, person: `@${taken.to}` };
    if (taken.ask.startsWith('tokens ') && taken.ask !== 'tokens list') return { id };
    if (taken.ask.startsWith('bots ') && taken.ask !== 'bots list') return { username };
    return {};
  }

  /** Nothing that is answered names anything of the other organization. */
  #seesOnlyItsOwn(team: string, outcome: Outcome): void {
    const said = outcome.kind === 'refused' ? outcome.error.message : JSON.stringify(outcome);
    const other = TEAMS.find((each) => each !== team) ?? '';
    expect(said).not.toContain(botOf(other, 0).slice(0, -1));
    for (const { id } of this.tokens.filter((each) => each.team === other)) expect(said).not.toContain(id);
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
      expect(known.isEnded, `${known.id} was revoked`).toBe(false);
      expect(known.end, `${known.id} has ended`).toBeGreaterThan(now);
      expect(actor.expiresAt.getTime() - (owner?.madeAt ?? 0)).toBeLessThanOrEqual(
        this.#longest.get(known.team) ?? Infinity,
      );
      for (const scope of actor.scopes) {
        expect(known.ceiling.has(scope), `${known.id} was never given ${scope}`).toBe(true);
        expect(scopesOf(owner?.role ?? 'guest').has(scope), `its owner does not hold ${scope}`).toBe(true);
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
  const Owner = z.object({ id: z.string(), role: z.enum(['admin', 'member', 'guest']), created_at: z.date() });
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
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
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
  expect([lived > 200, alive > 20]).toEqual([true, true]);
}, 120_000);
