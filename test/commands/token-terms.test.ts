import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { tokensIssue } from '../../src/commands/tokens-issue.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob, carol] = [
    await world.person('alice'),
    await world.person('bob'),
    await world.person('carol'),
  ];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob, carol });
}

describe('a new token', () => {
  test('lives as long as the organization has it, unless told', async () => {
    await using world = await withSteve();
    const input = { username: 'steve' };
    expect(done(await world.ask(world.bob, 'tokens issue', input))['expires_at']).toEqual(
      new Date('2027-11-21T21:14:00Z'),
    );
    await rows(world, 'update organization set default_lifetime = 86400');
    expect(done(await world.ask(world.bob, 'tokens issue', { ...input, expiry: '' }))['expires_at']).toEqual(
      new Date('2026-11-22T21:14:00Z'),
    );
  });

  test('lives no longer than the policy allows', async () => {
    await using world = await withSteve();
    await rows(world, 'update organization set default_lifetime = 86400, longest_lifetime = 90 * 86400');
    const ask = (expiry: string) => world.ask(world.bob, 'tokens issue', { username: 'steve', expiry });
    expect(refused(await ask('91d'))).toEqual({
      code: 'forbidden',
      sentence:
        'A token of this organization lives 90 days at the longest. An admin sets that: `policy set`.',
    });
    done(await ask('90d'));
  });

  test('asks a person how long it is to live who left that out, and not one who left it empty', async () => {
    await using world = await withSteve();
    const asked = (input: object) => execute(tokensIssue, input, world.bob, world.deps, false);
    expect(refused(await asked({ username: 'steve' }))).toEqual({
      code: 'missing_input',
      sentence: 'Expiry is missing. A number and a unit, s m h d w mo y. Left out: 1y, or as your policy is.',
    });
    done(await asked({ username: 'steve', expiry: '' }));
  });

  test('can be bound to networks and to a number of uses', async () => {
    await using world = await withSteve();
    const input = { username: 'steve', expiry: '3d', networks: '10.1.2.3/8, 2001:db8::1', uses: '5' };
    const outcome = await world.ask(world.bob, 'tokens issue', input);
    expect(said(outcome)).toContain('· from 10.0.0.0/8, 2001:db8::1/128 only · 5 uses.');
    expect(await rows(world, 'select networks::text, use_limit, uses_left from token')).toEqual([
      { networks: '{10.0.0.0/8,2001:db8::1/128}', use_limit: 5, uses_left: 5 },
    ]);
    for (const [wrong, sentence] of [
      [
        { networks: 'home' },
        '`home` is not a network. An address or a range of them, as in `10.0.0.0/8` or `2001:db8::/32`.',
      ],
      [
        { uses: '0' },
        'Uses is not right. How often it may be used, from 1 up. Left out: as often as it likes.',
      ],
    ] as const)
      expect(refused(await world.ask(world.bob, 'tokens issue', { ...input, ...wrong })).sentence).toBe(
        sentence,
      );
  });

  test('acts on every bot only if an admin says so, whoever else may hold that', async () => {
    await using world = await withSteve();
    const holder = { ...world.bob, scopes: new Set([...world.bob.scopes, 'organization:act' as const]) };
    const input = { username: 'steve', expiry: '3d', scopes: 'organization:act' };
    expect(refused(await world.ask(holder, 'tokens issue', input))).toEqual({
      code: 'forbidden',
      sentence: '`organization:act` is granted by admins only, for it acts on every bot.',
    });
    done(await world.ask(world.alice, 'tokens issue', input));
  });
});

describe('a token that issues tokens', () => {
  test('grants only what it carries itself', async () => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve', { scopes: 'tokens:write bots:read' });
    const steve = await world.bot(token);
    const input = { username: 'steve', expiry: '3d' };
    expect(refused(await world.ask(steve, 'tokens issue', { ...input, scopes: 'messages:write' }))).toEqual({
      code: 'forbidden',
      sentence: 'You can only grant scopes you hold, and messages:write is not among them.',
    });
    expect(done(await world.ask(steve, 'tokens issue', input))).toMatchObject({ scopes: ['bots:read'] });
    expect(await rows(world, 'select created_by_bot from token where created_by_bot is not null')).toEqual([
      { created_by_bot: steve.id },
    ]);
  });

  test('issues none that outlives it', async () => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve', { scopes: 'tokens:write', expiry: '2d' });
    const steve = await world.bot(token);
    expect(refused(await world.ask(steve, 'tokens issue', { username: 'steve', expiry: '172801s' }))).toEqual(
      {
        code: 'forbidden',
        sentence: 'A token issued by a token ends no later than it: 23 Nov 2026, 21:14 UTC (in 2 days).',
      },
    );
    expect(done(await world.ask(steve, 'tokens issue', { username: 'steve', expiry: '2d' }))).toMatchObject({
      expires_at: steve.expiresAt,
    });
  });

  test('issues for its own bot alone, unless it may act on all', async () => {
    await using world = await withSteve();
    const { alice } = world;
    await world.ask(alice, 'bots create', { username: 'ada' });
    const input = { username: 'steve', expiry: '1d' };
    const own = await world.bot((await issue(world, alice, 'ada', { scopes: 'tokens:write' })).token);
    expect(refused(await world.ask(own, 'tokens issue', input))).toEqual({
      code: 'forbidden',
      sentence: 'A bot acts on itself alone: ada cannot change steve.',
    });
    const scopes = 'tokens:write organization:act';
    const acting = await world.bot((await issue(world, alice, 'ada', { scopes })).token);
    expect(done(await world.ask(acting, 'tokens issue', input))).toMatchObject({ username: 'steve' });
  });

  test('issues none for other networks than its own', async () => {
    await using world = await withSteve();
    const bound = await issue(world, world.bob, 'steve', { scopes: 'tokens:write', networks: '10.0.0.0/8' });
    const steve = await world.bot(bound.token, '10.1.2.3');
    const input = { username: 'steve', expiry: '3d' };
    for (const networks of ['11.0.0.0/8', '0.0.0.0/0', ''])
      expect(refused(await world.ask(steve, 'tokens issue', { ...input, networks }))).toEqual({
        code: 'forbidden',
        sentence: 'A token issued by a token is used from no other networks than it: 10.0.0.0/8.',
      });
    expect(done(await world.ask(steve, 'tokens issue', { ...input, networks: '10.9.0.0/16' }))).toMatchObject(
      {
        networks: ['10.9.0.0/16'],
      },
    );
    expect(done(await world.ask(steve, 'tokens issue', input))).toMatchObject({ networks: ['10.0.0.0/8'] });
  });

  test('makes none that lives longer than it does, where nothing was said', async () => {
    await using world = await withSteve();
    const { token } = await issue(world, world.bob, 'steve', { scopes: 'tokens:write', expiry: '2d' });
    const steve = await world.bot(token);
    expect(done(await world.ask(steve, 'tokens issue', { username: 'steve' }))).toMatchObject({
      expires_at: steve.expiresAt,
    });
  });

  test('makes none any more when it is frozen', async () => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', { scopes: 'tokens:write' });
    const steve = await world.bot(token);
    await world.ask(world.bob, 'tokens freeze', { id });
    expect(refused(await world.ask(steve, 'tokens issue', { username: 'steve', expiry: '1d' })).code).toBe(
      'frozen_bot_token',
    );
  });
});
