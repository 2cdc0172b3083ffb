import { describe, expect, test } from 'vitest';
import { done, issue, refused, rows } from '../world.ts';
import { withSteve } from './offering.ts';

const times = async <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, async (_none, index) => work(index)));

type World = Awaited<ReturnType<typeof withSteve>>;

/** Tokens of steve that are alive and were made by somebody else than its owner. */
const aliveOfOthers = async (world: World): Promise<unknown[]> =>
  rows(
    world,
    `select token.id from token join bot on bot.id = bot_id
     where revoked_at is null and created_by_member is distinct from owner_id`,
  );

describe('at once', () => {
  test('a bot is accepted ten times: one did it, and each token is promised once', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    await issue(world, bob, 'steve');
    await asked(bob, 'transfer', { to: '@carol' });
    const outcomes = await times(10, async () => asked(carol, 'accept'));
    const late = outcomes.filter(({ kind }) => kind !== 'done');
    expect(late).toHaveLength(9);
    for (const outcome of late) expect(refused(outcome).code).toBe('forbidden');
    expect(await rows(world, 'select from claim')).toHaveLength(1);
    expect(await rows(world, "select from notice where kind = 'bot_accepted'")).toHaveLength(1);
  });

  test('a bot is accepted, declined and taken back: one of them counts', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    for (let turn = 0; turn < 5; turn += 1) {
      const { owner } = done(await asked(alice, 'show'));
      const [from, to] = owner === 'bob' ? [bob, carol] : [carol, bob];
      done(await asked(from, 'transfer', { to: `@${to.name}` }));
      const outcomes = await Promise.all([asked(to, 'accept'), asked(to, 'decline'), asked(from, 'decline')]);
      const [won, ...others] = outcomes.filter(({ kind }) => kind === 'done');
      expect([won?.kind, others]).toEqual(['done', []]);
      for (const outcome of outcomes.filter((each) => each !== won))
        expect(['forbidden', 'already_done']).toContain(refused(outcome).code);
      const wasAccepted = outcomes[0] === won;
      expect(done(await asked(alice, 'show'))).toMatchObject({
        owner: wasAccepted ? to.name : from.name,
        offered_to: null,
      });
    }
  });

  test('a bot is accepted while it is deleted: one of them counts, and nothing of it is alive', async () => {
    await using world = await withSteve();
    const { alice, bob, carol } = world;
    for (const username of ['b1', 'b2', 'b3', 'b4', 'b5']) {
      await world.ask(bob, 'bots create', { username });
      await issue(world, bob, username);
      await world.ask(bob, 'bots transfer', { username, to: '@carol' });
      const [deleted, accepted] = await Promise.all([
        world.ask(bob, 'bots delete', { username }),
        world.ask(carol, 'bots accept', { username }),
      ]);
      const won = [deleted, accepted].filter(({ kind }) => kind === 'done');
      expect(won).toHaveLength(1);
      const late = deleted.kind === 'done' ? accepted : deleted;
      expect(refused(late).code).toBe(deleted.kind === 'done' ? 'unknown_bot' : 'forbidden');
      await world.ask(alice, 'bots delete', { username });
    }
    expect(await rows(world, 'select from token where revoked_at is null')).toEqual([]);
    expect(await rows(world, 'select from claim where withdrawn_at is null')).toEqual([]);
    expect(world.logged).toEqual([]);
  });

  test('tokens are issued by the old owner while their bot is accepted: none outlives that', async () => {
    await using world = await withSteve();
    const { bob, carol } = world;
    let issued = 0;
    for (const username of ['b1', 'b2', 'b3']) {
      await world.ask(bob, 'bots create', { username });
      await world.ask(bob, 'bots transfer', { username, to: '@carol' });
      const outcomes = await times(12, async (index) =>
        index === 5
          ? world.ask(carol, 'bots accept', { username })
          : world.ask(bob, 'tokens issue', { username, expiry: '1d', format: 'opaque' }),
      );
      expect(outcomes[5]?.kind).toBe('done');
      const late = outcomes.filter(({ kind }) => kind !== 'done');
      for (const outcome of late) expect(refused(outcome).code).toBe('forbidden');
      issued += 11 - late.length;
    }
    expect(await rows(world, 'select from token')).toHaveLength(issued);
    expect(await aliveOfOthers(world)).toEqual([]);
    expect(await rows(world, 'select from claim')).toHaveLength(issued);
  });

  test('a bot issues tokens for itself while it is accepted: none outlives that either', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    const { token } = await issue(world, bob, 'steve', { scopes: 'tokens:write' });
    const steve = await world.bot(token);
    await asked(bob, 'transfer', { to: '@carol' });
    const outcomes = await times(12, async (index) =>
      index === 5
        ? asked(carol, 'accept')
        : world.ask(steve, 'tokens issue', { username: 'steve', expiry: '1d', format: 'opaque' }),
    );
    expect(outcomes[5]?.kind).toBe('done');
    for (const outcome of outcomes.filter(({ kind }) => kind !== 'done'))
      expect(refused(outcome).code).toBe('revoked_bot_token');
    expect(await rows(world, 'select from token where revoked_at is null')).toEqual([]);
  });

  test('a bot is offered to two: it is offered to one, and can be accepted by that one alone', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    const offers = await times(10, async (index) =>
      asked(bob, 'transfer', { to: index % 2 ? '@alice' : '@carol' }),
    );
    expect(offers.map(({ kind }) => kind)).toEqual(offers.map(() => 'done'));
    const outcomes = await Promise.all([asked(alice, 'accept'), asked(carol, 'accept')]);
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  });
});
