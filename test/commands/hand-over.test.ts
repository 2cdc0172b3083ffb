import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { botsUpdate } from '../../src/commands/bots-update.ts';
import { defineCommand, OnceOnly } from '../../src/commands/declare.ts';
import { execute } from '../../src/commands/execute.ts';
import { mint } from '../../src/commands/minting.ts';
import type { BotActor, MemberActor } from '../../src/core/actor.ts';
import { Secret } from '../../src/core/secret.ts';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import { sentencesTo, toldTo } from '../told.ts';
import { done, issue, issuedOf, openWorld, refused, rows, said } from '../world.ts';

const SCOPES = 'tokens:write bots:read bots:write webhooks:write';

/** The same one, asking over MCP. */
const overMcp = <A extends BotActor | MemberActor>(actor: A): A => ({ ...actor, surface: 'mcp' });

async function withSteve(input: Record<string, unknown> = {}) {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const own = await issue(world, bob, 'steve', { scopes: SCOPES, ...input });
  const steve = overMcp(await world.bot(own.token, '10.0.0.1'));
  return Object.assign(world, { alice, bob, steve, own });
}

const Claimed = z.object({ claim: z.object({ id: z.string() }).loose() });

const claimOf = (outcome: Parameters<typeof done>[0]) => Claimed.parse(done(outcome)).claim;

describe('tokens issue over MCP', () => {
  test('makes no token; the owner is told who asked for what, and makes it by taking it', async () => {
    await using world = await withSteve();
    const { steve, bob } = world;
    const input = { username: 'steve', label: 'Deploy', expiry: '3d', scopes: 'bots:read', uses: 5 };
    const outcome = await world.ask(steve, 'tokens issue', input);
    expect(said(outcome)).toBe(
      'The token for steve, which may read bots, is not shown here. bob gets a message in the chat with `Show token`, which makes it. It can be taken until 28 Nov 2026, 21:14 UTC (in 7 days).',
    );
    const claim = claimOf(outcome);
    expect(claim).toMatchObject({ username: 'steve', for: 'bob', is_yours: false, replaces: null });
    expect(await rows(world, 'select from token')).toHaveLength(1);
    const [told] = await toldTo(world, bob);
    expect(plain(told?.text ?? [])).toBe(
      'steve asked over MCP for a token for steve that may read bots. It is made when you press `Show token`, and shown to you alone, once.',
    );
    expect(told?.facts?.map(([label, value]) => `${label} ${plain(value)}`)).toEqual([
      'Label Deploy',
      'Lives 3 days',
      'Used from anywhere',
      'Uses 5',
    ]);
    expect(told?.buttons).toEqual([
      { label: 'Show token', command: 'tokens claim', input: { id: claim.id } },
    ]);
    const home = done(await world.ask(bob, 'home'));
    expect(home['claims']).toMatchObject([{ id: claim.id }]);
    const taken = await world.ask(bob, 'tokens claim', { id: claim.id });
    expect(done(taken)).toMatchObject({ label: 'Deploy', scopes: ['bots:read'], use_limit: 5 });
    expect((await world.bot(issuedOf(taken).token)).username).toBe('steve');
    expect(await sentencesTo(world, bob)).toEqual([]);
  });

  test('of one’s own session is promised to oneself', async () => {
    await using world = await withSteve();
    const { alice } = world;
    const outcome = await world.ask(overMcp(alice), 'tokens issue', { username: 'steve' });
    expect(said(outcome)).toMatch(/is not shown here\. You get a message in the chat with `Show token`/);
    expect(await sentencesTo(world, alice)).toEqual([
      expect.stringMatching(/^You asked over MCP for a token for steve that may read/),
    ]);
    issuedOf(await world.ask(alice, 'tokens claim', { id: claimOf(outcome).id }));
  });

  test('is refused what would be refused where it is shown, in the same words', async () => {
    await using world = await withSteve({ networks: '10.0.0.0/8' });
    const { steve, bob } = world;
    await rows(world, "update organization set approval_for = '{scopes}'");
    for (const [who, wrong] of [
      [steve, { scopes: 'audit:read' }],
      [steve, { networks: '192.0.2.0/24' }],
      [steve, { expiry: '2y' }],
      [steve, { username: 'nobody' }],
      // For this somebody has to say why, and somebody else yes.
      [bob, { scopes: 'identities:write' }],
    ] as const) {
      const input = { username: 'steve', ...wrong };
      const there = refused(await world.ask({ ...who, surface: 'rest' }, 'tokens issue', input));
      expect(refused(await world.ask(overMcp(who), 'tokens issue', input))).toEqual(there);
    }
    const wider = { username: 'steve', scopes: 'identities:write', reason: 'names' };
    expect(done(await world.ask(overMcp(bob), 'tokens issue', wider))).toHaveProperty('approval');
    expect(await rows(world, 'select from claim')).toEqual([]);
  });

  test('waits for at most five of a bot at once', async () => {
    await using world = await withSteve();
    const ask = async () => world.ask(world.steve, 'tokens issue', { username: 'steve' });
    for (let count = 0; count < 5; count += 1) done(await ask());
    expect(refused(await ask())).toEqual({
      code: 'already_done',
      sentence:
        '5 tokens of steve wait to be taken already, and bob was told of each. Another can be asked for when one is taken, or its time is over.',
    });
    expect(await sentencesTo(world, world.bob)).toHaveLength(5);
    world.clock.pass(7 * 86_400_000);
    done(await ask());
  });

  test('says so where nobody can be told, or nobody could take it', async () => {
    await using world = await withSteve();
    const { alice } = world;
    const { token } = await issue(world, alice, 'steve', { scopes: 'tokens:write organization:act' });
    const ci = overMcp(await world.bot(token));
    const sentence = async () => refused(await world.ask(ci, 'tokens issue', { username: 'steve' })).sentence;
    await rows(world, `update member set slack_user_id = null where name = 'bob'`);
    expect(await sentence()).toBe(
      'A token is not shown over MCP. Somebody takes it in the chat, and for steve nobody can: bob, who keeps it, cannot be told there. An admin can issue it there: `tokens issue -u steve`',
    );
    await rows(world, `update member set slack_user_id = 'U0BOB', given_role = 'guest' where name = 'bob'`);
    expect(await sentence()).toContain('bob, who keeps it, may not issue tokens.');
    await rows(world, 'update member set is_deactivated = true');
    expect(await sentence()).toContain('there is nobody here who keeps it.');
  });
});

describe('tokens rotate start over MCP', () => {
  test('starts when the owner takes the new token; asked again it is the same promise', async () => {
    await using world = await withSteve();
    const { steve, bob, own } = world;
    const outcome = await world.ask(steve, 'tokens rotate start', { id: own.id });
    expect(said(outcome)).toBe(
      `The successor of \`${shortId(own.id)}\` of steve is not shown here. bob gets a message in the chat with \`Show token\`, which makes it. It can be taken until 28 Nov 2026, 21:14 UTC (in 7 days).`,
    );
    const { id } = claimOf(outcome);
    expect(claimOf(await world.ask(steve, 'tokens rotate start', { id: own.id }))).toMatchObject({ id });
    expect(await sentencesTo(world, bob)).toEqual([
      `steve asked over MCP for a successor of the token \`${shortId(own.id)}\` of steve. It is made when you press \`Show token\`, and shown to you alone, once.`,
    ]);
    expect(await rows(world, 'select superseded_at from token')).toEqual([{ superseded_at: null }]);
    expect(done(await world.ask(bob, 'tokens claim', { id }))).toMatchObject({ replaces: own.id });
    expect(refused(await world.ask(steve, 'tokens rotate start', { id: own.id })).sentence).toMatch(
      /has a successor already/,
    );
  });

  test('takes no grace, which the promise has no room for', async () => {
    await using world = await withSteve();
    const { steve, own } = world;
    for (const how of [{ now: true }, { grace: '1h' }])
      expect(refused(await world.ask(steve, 'tokens rotate start', { id: own.id, ...how })).sentence).toBe(
        'Over MCP a rotation starts when its token is taken in the chat, and then for as long as the organization set. Leave out `grace` and `now`. To end a token at once: `tokens revoke`',
      );
    expect(await rows(world, 'select from claim')).toEqual([]);
  });
});

describe('a secret over MCP', () => {
  test('is not asked for where it would be all of the answer', async () => {
    await using world = await withSteve();
    const { bob, steve } = world;
    const { id } = claimOf(await world.ask(steve, 'tokens issue', { username: 'steve' }));
    done(await world.ask(bob, 'webhooks set', { username: 'steve', url: 'http://127.0.0.1:9/' }));
    for (const [name, input] of [
      ['tokens claim', { id }],
      ['webhooks rotate-secret', { webhook: 'steve' }],
    ] as const)
      expect(refused(await world.ask(overMcp(bob), name, input))).toEqual({
        code: 'forbidden',
        sentence: `\`${name}\` answers with a secret, and none is shown over MCP. A person asks for it in the chat: \`${name}\``,
      });
    issuedOf(await world.ask(bob, 'tokens claim', { id }));
  });

  test('is left out of a webhook that is set, which says how to have one that is shown', async () => {
    await using world = await withSteve();
    const set = async (input: object) =>
      world.ask(world.steve, 'webhooks set', { username: 'steve', ...input });
    const made = await set({ url: 'http://127.0.0.1:9/' });
    expect(done(made)).not.toHaveProperty('signing_key');
    expect(said(made)).toContain(
      'Its signing key is not shown here. To have one that is, a person types `webhooks rotate-secret steve/default` in the chat.',
    );
    const brought = await set({ secret: 'correct-horse-battery-staple-42' });
    expect(done(brought)).not.toHaveProperty('signing_key');
    expect(said(brought)).toMatch(/^steve\/default has changed: signing secret\. Both sign until/);
  });

  test('that a command lets slip is not answered, and nothing of it is kept', async () => {
    await using world = await withSteve();
    const { deps, bob, steve, logged } = world;
    const slip = defineCommand({
      ...botsUpdate,
      output: z.object({ deep: z.object({ secret: OnceOnly.optional() }) }),
      async run(context, input) {
        await botsUpdate.run(context, input, undefined);
        return { deep: { secret: new Secret('hunter2') } };
      },
      say: () => ({ text: [] }),
    });
    const input = { username: 'steve', display_name: 'Slipped' };
    expect(refused(await execute(slip, input, steve, deps, true)).code).toBe('internal_error');
    expect(logged.join()).toContain('bots update answered with a secret where none may be shown');
    expect(await rows(world, 'select display_name from bot')).toEqual([{ display_name: 'steve' }]);
    // Where secrets are shown, it is.
    done(await execute(slip, input, { ...bob, surface: 'rest' }, deps, true));
    expect(await rows(world, 'select display_name from bot')).toEqual([{ display_name: 'Slipped' }]);
  });

  test('is not even made: a command that forgot to promise a token makes none', async () => {
    await using world = await withSteve();
    const { deps, steve } = world;
    const careless = defineCommand({
      ...botsUpdate,
      output: z.object({}),
      async run(context, { username: bot }) {
        const terms = { format: 'opaque', label: null, scopes: [], networks: [], use_limit: null } as const;
        await mint(context, { bot, lifetime: 60, ...terms });
        return {};
      },
      say: () => ({ text: [] }),
    });
    expect(refused(await execute(careless, { username: 'steve' }, steve, deps, true)).code).toBe(
      'internal_error',
    );
    expect(await rows(world, 'select from token')).toHaveLength(1);
  });
});
