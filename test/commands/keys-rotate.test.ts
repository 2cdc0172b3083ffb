import { describe, expect, test } from 'vitest';
import { openIssuer } from '../../src/commands/issuer.ts';
import { sealKey } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { random } from '../../src/system.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

const kidOf = (token: Secret): unknown =>
  (JSON.parse(Buffer.from(token.reveal().split('.')[0] ?? '', 'base64url').toString()) as { kid: string })
    .kid;

describe('keys rotate', () => {
  test('signs with a new key from then on, and old tokens stay valid', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'bots create', { username: 'steve' });
    const before = await issue(world, alice, 'steve');
    world.clock.pass(1000);
    const outcome = await world.ask(alice, 'keys rotate');
    const { kid, retired } = done(outcome);
    expect(said(outcome)).toBe(
      `\`${String(kid)}\` signs from now on. \`${String(retired)}\` signs no more and still verifies: tokens that it signed stay valid until they end.`,
    );
    const after = await issue(world, alice, 'steve');
    expect([kidOf(before.token), kidOf(after.token)]).toEqual([retired, kid]);
    for (const { token } of [before, after]) expect((await world.bot(token)).username).toBe('steve');
    expect(world.deps.issuer.publicJwks.map((jwk) => jwk.kid)).toEqual([kid, retired]);
    expect(
      await rows(world, "select target, outcome from audit_entry where command = 'keys rotate'"),
    ).toEqual([{ target: null, outcome: 'done' }]);
  });

  test('is taken up by another process when the first token of the new key comes', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'bots create', { username: 'steve' });
    const { database, clock } = world.deps;
    const key = sealKey(new Secret('a key for tests'));
    const other = await openIssuer({
      database,
      clock,
      random,
      sealKey: key,
      publicUrl: 'http://botmint.test',
    });
    await world.ask(alice, 'keys rotate');
    const { token } = await issue(world, alice, 'steve');
    expect(await other.signed(token)).toBe(true);
  });

  test('by two at once is done once, and the other is told', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    const outcomes = await Promise.all([0, 1, 2, 3].map(async () => world.ask(alice, 'keys rotate')));
    const lost = outcomes.filter(({ kind }) => kind === 'refused').map((outcome) => refused(outcome).code);
    const inUse = await rows(world, 'select kid from signing_key where retired_at is null');
    expect(inUse).toHaveLength(1);
    expect(await rows(world, 'select from signing_key')).toHaveLength(1 + 4 - lost.length);
    expect(new Set(lost).size).toBeLessThan(2);
    expect(lost.every((code) => code === 'already_done')).toBe(true);
  });

  test('seals on with the new key, and verifies what the old one sealed', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'bots create', { username: 'steve' });
    done(await world.ask(alice, 'audit verify'));
    await world.ask(alice, 'keys rotate');
    for (let count = 0; count < 2; count += 1)
      expect(done(await world.ask(alice, 'audit verify'))).toMatchObject({ holds: true });
  });

  test('is for admins', async () => {
    await using world = await openWorld();
    expect(refused(await world.ask(await world.person('bob'), 'keys rotate')).code).toBe('missing_scope');
  });
});
