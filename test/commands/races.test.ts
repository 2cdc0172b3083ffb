import { describe, expect, test } from 'vitest';
import { done, issue, openWorld, refused, rows, type World } from '../world.ts';

const times = async <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, async (_none, index) => work(index)));

async function alive(world: World): Promise<number> {
  return (
    await rows(
      world,
      'select from token join bot on bot.id = bot_id where revoked_at is null and deleted_at is not null',
    )
  ).length;
}

describe('at once', () => {
  test('twenty make a bot of one name: one has it, the others are told whose it is', async () => {
    await using world = await openWorld();
    const people = [await world.person('alice'), await world.person('bob')];
    const outcomes = await times(20, async (index) => {
      const who = people[index % 2];
      if (!who) throw new Error('nobody');
      return world.ask(who, 'bots create', { username: 'steve' });
    });
    const [winner, ...others] = outcomes.filter(({ kind }) => kind === 'done');
    if (!winner) throw new Error('nobody made it');
    expect(others).toEqual([]);
    const { owner } = done(winner);
    for (const outcome of outcomes.filter((each) => each !== winner)) {
      expect(refused(outcome).sentence).toMatch(
        new RegExp(`^There is already a bot named steve; (you own|${String(owner)} owns) it\\.`),
      );
    }
    expect(await rows(world, 'select from bot')).toHaveLength(1);
  });

  test('tokens are issued while their bot is deleted: none outlives it', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    let issued = 0;
    for (const username of ['b1', 'b2', 'b3']) {
      await world.ask(bob, 'bots create', { username });
      const outcomes = await times(12, async (index) =>
        index === 5
          ? world.ask(bob, 'bots delete', { username })
          : world.ask(bob, 'tokens issue', { username, expiry: '1d', format: 'opaque' }),
      );
      expect(outcomes[5]?.kind).toBe('done');
      for (const outcome of outcomes.filter(({ kind }) => kind !== 'done'))
        expect(refused(outcome).code).toBe('unknown_bot');
      issued += outcomes.filter(({ kind }) => kind === 'done').length - 1;
    }
    expect(await rows(world, 'select from token')).toHaveLength(issued);
    expect(await alive(world)).toBe(0);
  });

  test('a bot is deleted ten times: one did it, nine are told that it is gone', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const outcomes = await times(10, async () => world.ask(bob, 'bots delete', { username: 'steve' }));
    const others = outcomes.filter(({ kind }) => kind !== 'done');
    expect(others).toHaveLength(9);
    for (const outcome of others) expect(refused(outcome).code).toBe('unknown_bot');
  });

  test('a token is revoked ten times: all are content, and one of them did it', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { id } = await issue(world, bob, 'steve');
    const outcomes = await times(10, async () => world.ask(bob, 'tokens revoke', { id }));
    const first = outcomes.map(done).filter((output) => output['revoked_before'] === null);
    expect(first).toHaveLength(1);
  });

  test('a token is revoked and its bot deleted, in either order, and nobody waits for the other', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const tokens = await times(6, async () => issue(world, bob, 'steve'));
    const outcomes = await Promise.all([
      ...tokens.map(async ({ id }) => world.ask(bob, 'tokens revoke', { id })),
      world.ask(bob, 'bots delete', { username: 'steve' }),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'done'));
    expect(await alive(world)).toBe(0);
  });

  test('two bots issue tokens for each other, and neither stands in the way', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    const scopes = 'tokens:write organization:act';
    const actors = [];
    for (const username of ['ada', 'ben']) {
      await world.ask(alice, 'bots create', { username });
      actors.push(await world.bot((await issue(world, alice, username, { scopes })).token));
    }
    const [ada, ben] = actors;
    if (!ada || !ben) throw new Error('a bot is missing');
    const input = { expiry: '1d', format: 'opaque' };
    const outcomes = await times(20, async (index) =>
      index % 2
        ? world.ask(ada, 'tokens issue', { username: 'ben', ...input })
        : world.ask(ben, 'tokens issue', { username: 'ada', ...input }),
    );
    expect(world.logged).toEqual([]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'done'));
  });
});
