import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import type { Ids } from '../../src/core/ports.ts';
import { shortId } from '../../src/core/tokens.ts';
import { ids } from '../../src/system.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

/** The next id that is made will be this one. */
function chooseNextId(deps: { ids: Ids }, id: string): void {
  const make = ids.make.bind(ids);
  let chosen: string | undefined = id;
  deps.ids = {
    make: <Noun extends string>() => {
      const next = chosen ?? make<Noun>();
      chosen = undefined;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a UUID is given its noun, as in system.ts
      return next as ReturnType<typeof make<Noun>>;
    },
  };
}

describe('tokens revoke', () => {
  test('ends a token at once, and counts those the bot has left', async () => {
    await using world = await withSteve();
    const [one, two] = [await issue(world, world.bob, 'steve'), await issue(world, world.bob, 'steve')];
    const first = await world.ask(world.bob, 'tokens revoke', { id: one.id });
    expect(said(first)).toBe(
      `\`${shortId(one.id)}\` is revoked and refused everywhere as of now. steve has 1 other token.`,
    );
    await expect(world.bot(one.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
    expect(await world.bot(two.token)).toMatchObject({ username: 'steve' });
    const second = await world.ask(world.bob, 'tokens revoke', { id: two.id });
    expect(said(second)).toBe(
      `\`${shortId(two.id)}\` is revoked and refused everywhere as of now. steve has no other token.`,
    );
  });

  test('asked again says when it was, and does not move it', async () => {
    await using world = await withSteve();
    const { id } = await issue(world, world.bob, 'steve');
    await world.ask(world.bob, 'tokens revoke', { id });
    world.clock.pass(3_600_000);
    expect(said(await world.ask(world.bob, 'tokens revoke', { id }))).toBe(
      `\`${shortId(id)}\` was revoked on 21 Nov 2026, 22:14 CET already. steve has no other token.`,
    );
    expect(await rows(world, 'select revoked_at from token')).toEqual([
      { revoked_at: new Date('2026-11-21T21:14:00Z') },
    ]);
  });

  test('knows a token by any part of its id, and the audit by all of it', async () => {
    await using world = await withSteve();
    const parts: ((id: string) => string)[] = [
      (id) => id.slice(0, 8),
      (id) => id.slice(20, 26),
      // As in the example of Sym, with dashes in it.
      (id) => id.slice(3, 23),
      (id) => id.slice(8, 24),
      (id) => id.slice(-6),
      (id) => ` ${id.toUpperCase()} `,
    ];
    for (const part of parts) {
      const { id } = await issue(world, world.bob, 'steve');
      expect(done(await world.ask(world.bob, 'tokens revoke', { id: part(id) }))).toMatchObject({ id });
      expect(await rows(world, `select from audit_entry where target = '${id}'`)).toHaveLength(1);
    }
  });

  test('knows no token by anything else', async () => {
    await using world = await withSteve();
    await issue(world, world.bob, 'steve');
    const expected: [id: string, sentence: string][] = [
      ['87434', '`87434` is too short for a token id: six characters or more. `tokens list` shows the ids.'],
      ['zzzzzzzz', 'There is no token with the id `zzzzzzzz`. `tokens list` shows those there are.'],
      ['------', 'There is no token with the id `------`. `tokens list` shows those there are.'],
      ['%%%%%%', 'There is no token with the id `%%%%%%`. `tokens list` shows those there are.'],
      ['87434498\u0000', 'There is no token with the id `87434498`. `tokens list` shows those there are.'],
      [
        '0'.repeat(37),
        `There is no token with the id \`${'0'.repeat(37)}\`. \`tokens list\` shows those there are.`,
      ],
    ];
    for (const [id, sentence] of expected) {
      expect(refused(await world.ask(world.bob, 'tokens revoke', { id }))).toEqual({
        code: 'unknown_token',
        sentence,
      });
    }
    expect(await rows(world, 'select from token where revoked_at is null')).toHaveLength(1);
    expect(world.logged).toEqual([]);
  });

  test('refuses a part that two tokens have, and takes more of it', async () => {
    await using world = await withSteve();
    const [one, two] = ['0a1b2c3d-1111-4000-8000-000000000001', '0a1b2c3d-2222-4000-8000-000000000002'];
    for (const id of [one, two]) {
      chooseNextId(world.deps, id);
      await issue(world, world.bob, 'steve');
      world.clock.pass(1000);
    }
    expect(refused(await world.ask(world.bob, 'tokens revoke', { id: '0a1b2c3d' }))).toEqual({
      code: 'ambiguous_token',
      sentence: `More than one token has \`0a1b2c3d\` in its id: \`${two}\`, \`${one}\`. Give more of it.`,
    });
    expect(await rows(world, 'select from token where revoked_at is null')).toHaveLength(2);
    expect(done(await world.ask(world.bob, 'tokens revoke', { id: '0a1b2c3d-1' }))).toMatchObject({
      id: one,
    });
    // One of the two is dead now, and the part fits both as before.
    expect(refused(await world.ask(world.bob, 'tokens revoke', { id: '0a1b2c3d' })).code).toBe(
      'ambiguous_token',
    );
  });

  test('told a token instead of its id says what to do, and quotes nothing of it', async () => {
    await using world = await withSteve();
    for (const format of ['jwt', 'opaque']) {
      const { token } = await issue(world, world.bob, 'steve', { format });
      const outcome = await world.ask(world.bob, 'tokens revoke', { id: token.reveal() });
      expect(refused(outcome)).toEqual({
        code: 'unknown_token',
        sentence:
          'That is a token, and its id is asked for. Whoever saw it can use it: `tokens list` shows its id, `tokens revoke` ends it.',
      });
    }
    expect(await rows(world, "select target from audit_entry where outcome = 'unknown_token'")).toEqual([
      { target: null },
      { target: null },
    ]);
  });

  test("is refused on a token of another's bot, by the owner's name; an admin may", async () => {
    await using world = await withSteve();
    const { alice, bob } = world;
    await world.ask(alice, 'bots create', { username: 'ada' });
    const { id } = await issue(world, alice, 'ada');
    expect(refused(await world.ask(bob, 'tokens revoke', { id }))).toEqual({
      code: 'forbidden',
      sentence: 'alice owns ada; only alice or an admin can do that.',
    });
    const bobs = await issue(world, bob, 'steve');
    expect(done(await world.ask(alice, 'tokens revoke', { id: bobs.id }))).toMatchObject({
      username: 'steve',
    });
  });

  test('lets a token end itself', async () => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', { scopes: 'tokens:write' });
    const steve = await world.bot(token);
    expect(done(await world.ask(steve, 'tokens revoke', { id }))).toMatchObject({ id, revoked_before: null });
    await expect(actors.ofToken(token.reveal(), { surface: 'rest' }, world.deps)).rejects.toMatchObject({
      code: 'revoked_bot_token',
    });
  });
});
