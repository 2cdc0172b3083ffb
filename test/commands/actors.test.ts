import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import type { SlackProfile } from '../../src/commands/people.ts';
import { mintOpaque, shortId } from '../../src/core/tokens.ts';
import { random } from '../../src/system.ts';
import { type Issued, issue, openWorld, slackPerson, TEAM, type World } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

/** What a request is told that presents this. */
async function told(world: World, presented: string | undefined): Promise<string> {
  return actors.ofToken(presented, { surface: 'rest' }, world.deps).then(
    (bot) => `bot ${bot.username}`,
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

/** The workspace says something new of bob, and Botmint asks. */
async function becomes(world: World, changes: Partial<SlackProfile>): Promise<void> {
  const person = { ...slackPerson('bob', TEAM, changes), fresh: true };
  await actors.ofSlackUser(person, world.deps).catch(() => undefined);
}

describe('a token that is presented', () => {
  test.each(['jwt', 'opaque'])('as a %s says whose it is and what it may do', async (format) => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', { format });
    const bot = await world.bot(token);
    expect(bot).toMatchObject({
      kind: 'bot',
      organizationId: world.bob.organizationId,
      username: 'steve',
      ownerName: 'bob',
      tier: 'free',
      tokenId: id,
      expiresAt: new Date('2027-03-01T21:14:00Z'),
    });
    expect([...bot.scopes].toSorted()).toEqual([
      'bots:read',
      'messages:read',
      'messages:write',
      'tokens:read',
    ]);
  });

  test('is told apart when it is absent, misshapen, unknown, ended or revoked', async () => {
    await using world = await withSteve();
    const short = await issue(world, world.bob, 'steve', { expiry: '1h' });
    const both = await issue(world, world.bob, 'steve', { expiry: '1h' });
    const revoked = await issue(world, world.bob, 'steve');
    for (const { id } of [both, revoked]) await world.ask(world.bob, 'tokens revoke', { id });
    expect(await told(world, both.token.reveal())).toBe('revoked_bot_token');
    world.clock.pass(3_599_999);
    expect(await told(world, short.token.reveal())).toBe('bot steve');
    world.clock.pass(1);
    const expected: [presented: string | undefined, answer: string][] = [
      [undefined, 'missing_bot_token'],
      ['', 'missing_bot_token'],
      ['hello', 'invalid_bot_token_shape'],
      [` ${revoked.token.reveal()}`, 'invalid_bot_token_shape'],
      [mintOpaque(random).reveal(), 'unknown_bot_token'],
      [`af_bot_${'0'.repeat(64)}`, 'unknown_bot_token'],
      ['eyJhbGciOiJub25lIn0.e30.AAAA', 'unknown_bot_token'],
      [short.token.reveal(), 'expired_bot_token'],
      // Ended and revoked: that it has ended comes first.
      [both.token.reveal(), 'expired_bot_token'],
      [revoked.token.reveal(), 'revoked_bot_token'],
    ];
    for (const [presented, answer] of expected)
      expect([presented, await told(world, presented)]).toEqual([presented, answer]);
  });

  test('never is its id, nor its hint, nor its hash: they open nothing', async () => {
    await using world = await withSteve();
    for (const format of ['jwt', 'opaque']) {
      const { id } = await issue(world, world.bob, 'steve', { format });
      for (const text of [
        id,
        shortId(id),
        id.replaceAll('-', ''),
        `af_bot_${id.replaceAll('-', '').repeat(2)}`,
      ])
        expect(['invalid_bot_token_shape', 'unknown_bot_token']).toContain(await told(world, text));
    }
  });

  test('signed by us and stored by nobody is unknown', async () => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve');
    const bot = await world.bot(token);
    const stranger = await world.deps.issuer.sign({
      tokenId: bot.tokenId,
      botId: bot.id,
      organizationId: bot.organizationId,
      scopes: ['organization:act'],
      issuedAt: world.clock.now(),
      expiresAt: bot.expiresAt,
    });
    expect(await told(world, stranger.reveal())).toBe('unknown_bot_token');
    const { issuer } = world.deps;
    expect(await issuer.signed(stranger)).toBe(true);
  });

  test('says what to do in every refusal, and nothing of itself', async () => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', { expiry: '1h' });
    const revoked = await issue(world, world.bob, 'steve');
    await world.ask(world.bob, 'tokens revoke', { id: revoked.id });
    world.clock.pass(3_600_000);
    const presented = [undefined, id, mintOpaque(random).reveal(), token.reveal(), revoked.token.reveal()];
    const sentences = presented.map(async (text) =>
      actors
        .ofToken(text, { surface: 'rest' }, world.deps)
        .then(String, (error: unknown) => (error instanceof Error ? error.message : '')),
    );
    expect(await Promise.all(sentences)).toEqual([
      "Send the bot's token in the header `X-AgentFlow-Bot-Token`, or as `Authorization: Bearer`.",
      "A token is `af_bot_` and 64 hexadecimal digits, or a JWT. A token's id is no token.",
      'This token is not one of ours. Issue one: `tokens issue`.',
      "This token has ended. Its bot's owner can issue another: `tokens issue`.",
      "This token was revoked. Its bot's owner can issue another: `tokens issue`.",
    ]);
  });
});

async function held(world: World, { token }: Issued): Promise<string[]> {
  return [...(await world.bot(token)).scopes].toSorted();
}

describe("a token's scopes", () => {
  const ALL = 'bots:read bots:write tokens:write';

  test('shrink with what its owner may do, at its next use, and come back', async () => {
    await using world = await withSteve();
    const issued = await issue(world, world.bob, 'steve', { scopes: ALL });
    expect(await held(world, issued)).toEqual(['bots:read', 'bots:write', 'tokens:write']);
    await becomes(world, { isRestricted: true });
    expect(await held(world, issued)).toEqual(['bots:read']);
    const steve = await world.bot(issued.token);
    const outcome = await world.ask(steve, 'bots delete', { username: 'steve' });
    expect(outcome.kind === 'refused' && outcome.error.message).toBe(
      '`bots delete` needs the scope `bots:write`. This token of steve does not carry it, or its owner does not hold it.',
    );
    await becomes(world, {});
    expect(await held(world, issued)).toEqual(['bots:read', 'bots:write', 'tokens:write']);
  });

  test('do not grow with what its owner may do', async () => {
    await using world = await withSteve();
    const issued = await issue(world, world.bob, 'steve', { scopes: ALL });
    await becomes(world, { isAdmin: true });
    expect(await held(world, issued)).toEqual(['bots:read', 'bots:write', 'tokens:write']);
  });

  test('are none when its owner is deactivated', async () => {
    await using world = await withSteve();
    const issued = await issue(world, world.bob, 'steve', { scopes: ALL });
    await becomes(world, { isDeleted: true });
    expect(await held(world, issued)).toEqual([]);
  });

  test("that an admin gave to another's bot count only as far as the owner holds them", async () => {
    await using world = await withSteve();
    const issued = await issue(world, world.alice, 'steve', {
      scopes: 'bots:read organization:act audit:read',
    });
    expect(await held(world, issued)).toEqual(['bots:read']);
  });
});
