import { describe, expect, test } from 'vitest';
import { shortId } from '../../src/core/tokens.ts';
import { done, issue, issuedOf, openWorld, refused, rows, said } from '../world.ts';

async function withToken() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const forgotten: unknown[] = [];
  world.deps.peers = {
    announce: async (_db, { tokens }) => {
      forgotten.push(tokens);
      return async () => {};
    },
  };
  return Object.assign(world, { alice, bob, forgotten, ...(await issue(world, bob, 'steve')) });
}

describe('tokens freeze', () => {
  test('holds a token back until it is unfrozen, and every process forgets it', async () => {
    await using world = await withToken();
    const { id, bob } = world;
    const short = shortId(id);
    expect(said(await world.ask(bob, 'tokens freeze', { id }))).toBe(
      `\`${short}\` of steve is frozen and refused everywhere as of now. To undo it: \`tokens unfreeze ${short}\``,
    );
    expect(await rows(world, 'select frozen_at from token')).toEqual([
      { frozen_at: new Date('2026-11-21T21:14:00Z') },
    ]);
    expect(said(await world.ask(bob, 'tokens freeze', { id }))).toBe(
      `\`${short}\` was frozen on 21 Nov 2026, 22:14 CET already. To undo it: \`tokens unfreeze ${short}\``,
    );
    expect(said(await world.ask(bob, 'tokens unfreeze', { id }))).toBe(`\`${short}\` of steve works again.`);
    expect(said(await world.ask(bob, 'tokens unfreeze', { id }))).toBe(
      `\`${short}\` of steve is not frozen.`,
    );
    expect(world.forgotten).toEqual([[id], [id]]);
  });

  test('tells the owner when somebody else did it, and only then', async () => {
    await using world = await withToken();
    const { id, alice, bob } = world;
    await world.ask(bob, 'tokens freeze', { id });
    await world.ask(bob, 'tokens unfreeze', { id });
    expect(await rows(world, 'select from notice')).toEqual([]);
    await world.ask(alice, 'tokens freeze', { id });
    expect(await rows(world, 'select kind, member_id, subject from notice')).toEqual([
      { kind: 'token_frozen', member_id: bob.id, subject: { token: id, by: 'alice' } },
    ]);
  });

  test('is for the owner and admins, never for a bot', async () => {
    await using world = await withToken();
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    const hers = await issue(world, world.alice, 'ada', { scopes: 'tokens:write organization:act' });
    for (const verb of ['freeze', 'unfreeze']) {
      expect(refused(await world.ask(world.bob, `tokens ${verb}`, { id: hers.id }))).toEqual({
        code: 'forbidden',
        sentence: 'alice owns ada; only alice or an admin can do that.',
      });
      const ada = await world.bot(hers.token);
      expect(refused(await world.ask(ada, `tokens ${verb}`, { id: world.id })).code).toBe('unauthenticated');
    }
  });

  test('with --family takes all that are alive of it, and none that has ended', async () => {
    await using world = await withToken();
    const { bob, id } = world;
    const next = issuedOf(await world.ask(bob, 'tokens rotate start', { id }));
    const other = await issue(world, bob, 'steve');
    expect(said(await world.ask(bob, 'tokens freeze', { id, family: 'true' }))).toBe(
      `2 tokens of steve are frozen and refused everywhere as of now. To undo it: \`tokens unfreeze ${shortId(id)} --family\``,
    );
    expect(await rows(world, `select id from token where frozen_at is null`)).toEqual([{ id: other.id }]);
    await world.ask(bob, 'tokens rotate finish', { id });
    expect(said(await world.ask(bob, 'tokens unfreeze', { id, family: 'true' }))).toBe(
      `\`${shortId(id)}\` of steve works again.`,
    );
    expect(await rows(world, `select frozen_at from token where id = '${next.id}'`)).toEqual([
      { frozen_at: null },
    ]);
    await world.ask(bob, 'tokens revoke', { id: next.id });
    expect(said(await world.ask(bob, 'tokens freeze', { id, family: 'true' }))).toBe(
      `None of the family of \`${shortId(id)}\` is alive, so there is nothing to freeze.`,
    );
  });

  test('refuses what has ended for good', async () => {
    await using world = await withToken();
    const { bob, id } = world;
    await world.ask(bob, 'tokens freeze', { id });
    done(await world.ask(bob, 'tokens revoke', { id }));
    for (const verb of ['freeze', 'unfreeze'])
      expect(refused(await world.ask(bob, `tokens ${verb}`, { id }))).toEqual({
        code: 'already_done',
        sentence: `\`${shortId(id)}\` has ended and is refused for good. A new one: \`tokens issue -u steve\``,
      });
  });
});
