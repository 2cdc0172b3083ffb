import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { type Issued, issue, openWorld, rows, slackPerson, type World } from '../world.ts';
import { askOnce, refusal, tokenIn } from './asking-once.ts';

async function withSteve() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { bob });
}

/** The token is presented from there, whatever comes of it. */
async function use(world: World, { token }: Pick<Issued, 'token'>, address?: string): Promise<void> {
  await actors.ofToken(token.reveal(), { surface: 'rest', address }, world.deps).catch(() => undefined);
}

const change = async (world: World, what: string): Promise<unknown> => rows(world, `update ${what}`);

const seen = async (world: World) =>
  rows(world, 'select last_used_at, last_used_address, last_used_surface from token');
/** The first use is written at once; these were used before. */
const BEFORE = new Date('2026-11-20T12:00:00Z');
const usedBefore = async (world: World) =>
  change(world, `token set last_used_at = '${BEFORE.toISOString()}'`);
const NEVER = { last_used_at: null, last_used_address: null, last_used_surface: null };

describe('when a token was last used', () => {
  test('is written a little later: time, address and surface', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await usedBefore(world);
    await use(world, token, '::ffff:192.0.2.1');
    expect(await seen(world)).toEqual([{ ...NEVER, last_used_at: BEFORE }]);
    await world.deps.lastUsed.write();
    const used = {
      last_used_at: world.clock.now(),
      last_used_address: '192.0.2.1',
      last_used_surface: 'rest',
    };
    expect(await seen(world)).toEqual([used]);
    // What another process has written of a later use stays.
    await change(world, "token set last_used_at = '2027-01-01', last_used_address = null");
    await use(world, token, '192.0.2.9');
    await world.deps.lastUsed.write();
    expect(await seen(world)).toEqual([
      { ...used, last_used_at: new Date('2027-01-01'), last_used_address: null },
    ]);
  });

  test('is written at once when it was never used, so that it is not taken for one that nobody has', async () => {
    await using world = await withSteve();
    const asked = { username: 'steve', expiry: '30d' };
    const first = await askOnce(world, world.bob, 'tokens issue', asked);
    await use(world, { token: tokenIn(first) });
    await expect.poll(async () => seen(world)).toMatchObject([{ last_used_at: world.clock.now() }]);
    expect(refusal(await askOnce(world, world.bob, 'tokens issue', asked)).code).toBe('already_shown');
  });

  test('is not moved by a use that was refused', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await change(world, 'token set frozen_at = now()');
    await use(world, token);
    await world.deps.lastUsed.write();
    expect(await seen(world)).toEqual([NEVER]);
  });

  test('waits for no command that has the token in hand, and is written after it', async () => {
    await using world = await withSteve();
    const token = await issue(world, world.bob, 'steve');
    await usedBefore(world);
    await use(world, token);
    {
      await using transaction = world.deps.database.begin(world.bob.organizationId, 'write');
      await transaction.db.selectFrom('token').select('id').forUpdate().execute();
      await world.deps.lastUsed.write();
      expect(await seen(world)).toEqual([{ ...NEVER, last_used_at: BEFORE }]);
    }
    await world.deps.lastUsed.write();
    expect(await seen(world)).toMatchObject([{ last_used_at: world.clock.now() }]);
  });

  test('is kept while the database is away, and of each organization', async () => {
    await using world = await withSteve();
    const other = await actors.ofSlackUser(slackPerson('bob', 'T0OTHER0001'), world.deps);
    await world.ask(other, 'bots create', { username: 'steve' });
    const issued = [await issue(world, world.bob, 'steve'), await issue(world, other, 'steve')];
    await usedBefore(world);
    for (const token of issued) await use(world, token);
    await rows(world, 'alter table token rename to gone');
    await world.deps.lastUsed.write();
    await rows(world, 'alter table gone rename to token');
    await world.deps.lastUsed.write();
    expect((await seen(world)).map(({ last_used_at: at }) => at)).toEqual([
      world.clock.now(),
      world.clock.now(),
    ]);
    expect(world.logged).toHaveLength(1);
  });
});
