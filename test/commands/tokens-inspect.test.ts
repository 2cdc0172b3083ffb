import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { mintOpaque, shortId } from '../../src/core/tokens.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { random } from '../../src/system.ts';
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

const factsOf = (outcome: Outcome) =>
  outcome.kind === 'done'
    ? Object.fromEntries((outcome.document.facts ?? []).map(([label, value]) => [label, plain(value)]))
    : {};

describe('tokens inspect', () => {
  test.each(['jwt', 'opaque'])(
    'says of a %s whose it is, what it may do now and when it was used',
    async (format) => {
      await using world = await withSteve();
      const { id, token } = await issue(world, world.alice, 'steve', {
        format,
        label: 'Deploy',
        scopes: 'bots:read audit:read',
      });
      await rows(
        world,
        "update token set last_used_at = '2026-11-21T20:14:00Z', last_used_address = '10.0.0.4', last_used_surface = 'rest'",
      );
      const outcome = await world.ask(world.bob, 'tokens inspect', { token: ` ${token.reveal()} ` });
      // bob owns it, and reads no audit log.
      expect(said(outcome)).toBe(
        `A token of steve, which bob owns: \`${shortId(id)}\` · Deploy. It may read bots.`,
      );
      expect(factsOf(outcome)).toEqual({
        State: 'active',
        'Last used': '21 Nov 2026, 21:14 CET (1 hour ago), from 10.0.0.4 (rest)',
        Ends: '1 Mar 2027, 22:14 CET (in 100 days)',
      });
      expect(done(outcome)).toMatchObject({
        active: true,
        id,
        username: 'steve',
        scopes: ['bots:read'],
        format,
      });
      expect(outcome.kind === 'done' && outcome.document.buttons).toMatchObject([
        { label: 'Freeze', command: 'tokens freeze', input: { id } },
      ]);
    },
  );

  test('knows it by its last six characters too, and says when several end alike', async () => {
    await using world = await withSteve();
    const one = await issue(world, world.bob, 'steve');
    const hint = one.token.reveal().slice(-6);
    expect(done(await world.ask(world.bob, 'tokens inspect', { token: hint }))).toMatchObject({ id: one.id });
    for (let count = 0; count < 11; count += 1) await issue(world, world.bob, 'steve');
    await rows(world, `update token set hint = '${hint}'`);
    const several = await world.ask(world.bob, 'tokens inspect', { token: hint });
    expect(said(several)).toBe('10 tokens end in these six characters. The whole token says which it is.');
    expect(several.kind === 'done' && several.document.lines).toHaveLength(10);
  });

  test('says what became of it', async () => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve');
    const state = async () => {
      const outcome = await world.ask(world.alice, 'tokens inspect', { token: token.reveal() });
      const { active, state: is } = done(outcome);
      const [button] = outcome.kind === 'done' ? (outcome.document.buttons ?? []) : [];
      return [active, is, button?.label];
    };
    expect(await state()).toEqual([true, 'active', 'Freeze']);
    await world.ask(world.bob, 'tokens freeze', { id });
    expect(await state()).toEqual([false, 'frozen', 'Unfreeze']);
    await world.ask(world.bob, 'tokens unfreeze', { id });
    await rows(world, 'update bot set disabled_at = created_at');
    expect(await state()).toEqual([false, 'active', 'Freeze']);
    await world.ask(world.bob, 'tokens revoke', { id });
    expect(await state()).toEqual([false, 'revoked', undefined]);
  });

  test('offers to freeze only what one may: else it says who can', async () => {
    await using world = await withSteve();
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    const { id, token } = await issue(world, world.alice, 'ada');
    const outcome = await world.ask(world.bob, 'tokens inspect', { token: token.reveal() });
    if (outcome.kind !== 'done') throw new Error('refused');
    expect(outcome.document.buttons).toBeUndefined();
    expect(plain(outcome.document.note ?? [])).toBe(
      `alice or an admin can end it: \`tokens revoke ${shortId(id)}\``,
    );
  });

  test('quotes nothing of what is no token, or one of another organization', async () => {
    await using world = await withSteve();
    const elsewhere = await world.person('bob', 'T0OTHER0001');
    await world.ask(elsewhere, 'bots create', { username: 'steve' });
    const foreign = await issue(world, elsewhere, 'steve');
    const next = ' `tokens list --all` shows those there are, by their ids.';
    for (const [token, sentence] of [
      ['nonsense', 'That is neither a token nor the last six characters of one.'],
      [mintOpaque(random).reveal(), 'That is no token of this organization.'],
      [foreign.token.reveal(), 'That is no token of this organization.'],
      [foreign.token.reveal().slice(-6), 'No token of this organization ends in these six characters.'],
      [
        'x'.repeat(9000),
        'Token is not right. The token itself, or its last six characters. It is kept nowhere.',
      ],
    ] as const)
      expect(refused(await world.ask(world.bob, 'tokens inspect', { token })).sentence).toBe(
        sentence.startsWith('Token') ? sentence : sentence + next,
      );
    expect(world.logged).toEqual([]);
  });

  test('is for members, not for guests', async () => {
    await using world = await withSteve();
    expect(refused(await world.ask(world.carol, 'tokens inspect', { token: 'abcdef' })).code).toBe(
      'missing_scope',
    );
  });
});
