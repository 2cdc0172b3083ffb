import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { takeReport } from '../../src/commands/leak-report.ts';
import * as tokens from '../../src/store/tokens.ts';
import type { Id } from '../../src/core/ids.ts';
import { issue, issuedOf, openWorld, rows, type World } from '../world.ts';

async function withTwoBots() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  for (const username of ['steve', 'ada']) await world.ask(bob, 'bots create', { username });
  return Object.assign(world, { alice, bob });
}

const report = async (world: World, ...found: { reveal(): string }[]): Promise<void> =>
  takeReport({ credentials: found.map((token) => token.reveal()), address: '192.0.2.1' }, world.deps);

const ended = async (world: World, id: string) =>
  (await rows(world, `select ended_by, superseded_at from token where id = '${id}'`))[0];

describe('a report', () => {
  test('ends what its token was issuing for another bot in that moment', async () => {
    await using world = await withTwoBots();
    const [leaked, issued] = [
      await issue(world, world.bob, 'steve'),
      await issue(world, world.bob, 'ada', { format: 'opaque' }),
    ];
    // As `tokens issue` stands when it has locked the token that asks, and has not committed yet.
    await using underway = world.deps.database.begin(world.bob.organizationId, 'write');
    await tokens.lock(underway.db, [leaked.id as Id<'token'>]);
    await sql`update token set created_by_token = ${leaked.id} where id = ${issued.id}`.execute(underway.db);
    const reported = report(world, leaked.token);
    await expect.poll(async () => waiting(world)).toBe(true);
    await underway.commit();
    await reported;
    expect(await ended(world, leaked.id)).toMatchObject({ ended_by: 'reported' });
    expect(await ended(world, issued.id)).toMatchObject({ ended_by: 'reported' });
  });

  test('of a new token gives the old one back its time, and of both ends both', async () => {
    await using world = await withTwoBots();
    const old = await issue(world, world.bob, 'steve');
    const rotate = async () => issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
    await report(world, (await rotate()).token);
    expect(await ended(world, old.id)).toEqual({ ended_by: null, superseded_at: null });
    const next = await rotate();
    await report(world, next.token, old.token);
    for (const { id } of [old, next]) expect(await ended(world, id)).toMatchObject({ ended_by: 'reported' });
  });
});

const waiting = async (world: World): Promise<boolean> =>
  (
    await rows(
      world,
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length > 0;
