import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Id } from '../../src/core/ids.ts';
import * as claims from '../../src/store/claims.ts';
import { ids } from '../../src/system.ts';
import { done, issue, issuedOf, openWorld, refused, rows, type World } from '../world.ts';

const times = async <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, async (_none, index) => work(index)));

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const living = async (world: World): Promise<unknown[]> =>
  (await rows(world, 'select id from token where revoked_at is null')).map(({ id }) => id);

async function promise(world: World, to: MemberActor, token: string): Promise<Id<'claim'>> {
  const [bot] = await rows(world, 'select id from bot');
  const id = ids.make<'claim'>();
  await using transaction = world.deps.database.begin(to.organizationId, 'write');
  await claims.insert(transaction.db, {
    organization_id: to.organizationId,
    id,
    member_id: to.id,
    bot_id: bot?.['id'] as Id<'bot'>,
    token_id: token as Id<'token'>,
    terms: null,
    reason: 'reminder',
    created_at: world.clock.now(),
    expires_at: new Date(world.clock.now().getTime() + 1000),
  });
  await transaction.commit();
  return id;
}

describe('at once', () => {
  test('twelve rotate one token: one does, and the others are told whose it is', async () => {
    await using world = await withSteve();
    const { id } = await issue(world, world.bob, 'steve');
    const outcomes = await times(12, async (index) =>
      world.ask(index % 2 ? world.alice : world.bob, 'tokens rotate start', { id }),
    );
    const [winner, ...more] = outcomes.filter(({ kind }) => kind === 'done');
    expect(more).toEqual([]);
    if (!winner) throw new Error('nobody rotated it');
    for (const outcome of outcomes.filter((each) => each !== winner))
      expect(refused(outcome)).toMatchObject({
        code: 'already_done',
        sentence: expect.stringMatching(/has a successor already: .* made by (alice|bob)/) as string,
      });
    expect(await living(world)).toHaveLength(2);
    expect(world.logged).toEqual([]);
  });

  test('ten press the button of one claim: one token is made', async () => {
    await using world = await withSteve();
    const old = await issue(world, world.bob, 'steve');
    const id = await promise(world, world.bob, old.id);
    const outcomes = await times(10, async () => world.ask(world.bob, 'tokens claim', { id }));
    const made = outcomes.filter(({ kind }) => kind === 'done');
    expect(made).toHaveLength(1);
    for (const outcome of outcomes.filter(({ kind }) => kind !== 'done'))
      expect(refused(outcome).code).toBe('already_shown');
    expect(await living(world)).toHaveLength(2);
    expect(await rows(world, 'select made_token_id is not null as made from claim')).toEqual([
      { made: true },
    ]);
  });

  test('a token is rotated and revoked: it is dead, and no rotation is left half done', async () => {
    await using world = await withSteve();
    for (let round = 0; round < 5; round += 1) {
      const old = await issue(world, world.bob, 'steve');
      const [start] = await Promise.all([
        world.ask(world.bob, 'tokens rotate start', { id: old.id }),
        world.ask(world.alice, 'tokens revoke', { id: old.id }),
      ]);
      const [row] = await rows(world, `select ended_by from token where id = '${old.id}'`);
      expect(row).toEqual({ ended_by: 'revoked' });
      expect(await living(world)).toEqual(start.kind === 'done' ? [issuedOf(start).id] : []);
      expect(start.kind === 'done' ? 'already_done' : refused(start).code).toBe('already_done');
      await rows(world, 'update token set revoked_at = created_at where revoked_at is null');
    }
  });

  test('a rotation is finished and cancelled: one of its two tokens is left', async () => {
    await using world = await withSteve();
    for (let round = 0; round < 5; round += 1) {
      const old = await issue(world, world.bob, 'steve');
      const next = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
      const [finished, cancelled] = await Promise.all([
        world.ask(world.bob, 'tokens rotate finish', { id: old.id }),
        world.ask(world.alice, 'tokens rotate cancel', { id: next.id }),
      ]);
      expect([finished.kind, cancelled.kind].toSorted()).toEqual(['done', 'refused']);
      const left = finished.kind === 'done' ? next.id : old.id;
      expect(await living(world)).toEqual([left]);
      await world.ask(world.bob, 'tokens revoke', { id: left });
    }
  });

  test('a token issues others while it is revoked: what came before lives, and nothing comes after', async () => {
    await using world = await withSteve();
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    let made = 0;
    for (const username of ['steve', 'ada', 'steve']) {
      const scopes = 'tokens:write organization:act';
      // The second of a bot that asks often is full.
      world.clock.pass(1000);
      await rows(world, `update bot set owner_id = '${world.alice.id}'`);
      const maker = await issue(world, world.alice, 'ada', { scopes });
      const ada = await world.bot(maker.token);
      const outcomes = await times(12, async (index) =>
        index === 3
          ? world.ask(world.alice, 'tokens revoke', { id: maker.id })
          : world.ask(ada, 'tokens issue', { username, expiry: '1d', format: 'opaque' }),
      );
      done(outcomes[3] ?? outcomes[0] ?? { kind: 'refused', error: new Error() as never });
      made += outcomes.filter(({ kind }) => kind === 'done').length - 1;
      for (const outcome of outcomes.filter(({ kind }) => kind !== 'done'))
        expect(refused(outcome)).toEqual({
          code: 'revoked_bot_token',
          sentence: 'The token that asks this was ended in this very moment.',
        });
      // Whoever was let in before and asks only now makes nothing either.
      expect(refused(await world.ask(ada, 'tokens issue', { username, expiry: '1d' })).code).toBe(
        'revoked_bot_token',
      );
    }
    expect(await living(world)).toHaveLength(made);
    expect(world.logged).toEqual([]);
  });

  test('two tokens that may act on all rotate each other, and neither waits for ever', async () => {
    await using world = await withSteve();
    const scopes = 'tokens:write organization:act';
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    await rows(world, `update bot set owner_id = '${world.alice.id}'`);
    for (let round = 0; round < 5; round += 1) {
      const [one, two] = [
        await issue(world, world.alice, 'steve', { scopes }),
        await issue(world, world.alice, 'ada', { scopes }),
      ];
      const [steve, ada] = [await world.bot(one.token), await world.bot(two.token)];
      const outcomes = await Promise.all([
        world.ask(steve, 'tokens rotate start', { id: two.id }),
        world.ask(ada, 'tokens rotate start', { id: one.id }),
      ]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done']);
    }
    expect(world.logged).toEqual([]);
  });
});
