import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import type { Sweep } from '../../src/jobs/sweep.ts';
import { startSweeping } from '../../src/jobs/sweeping.ts';
import { openTurns } from '../../src/store/turns.ts';
import { openWorld, type World } from '../world.ts';

/** A process that sweeps, on a connection of its own. */
function sweeper(world: World, ...sweeps: Sweep[]) {
  const turns = openTurns(world.databaseUrl);
  const complaints: string[] = [];
  const complain = (about: string, error: unknown) => complaints.push(`${about}: ${String(error)}`);
  const sweeping = startSweeping({ sweeps, deps: world.deps, turns, complain });
  return {
    complaints,
    [Symbol.asyncDispose]: async () => {
      await sweeping[Symbol.asyncDispose]();
      await turns[Symbol.asyncDispose]();
    },
  };
}

/** Counts how often it was done, and how many were at it at once. */
function counting(name: string): Sweep & { times: number; most: number } {
  let now = 0;
  const sweep = {
    name,
    everyMs: 5,
    times: 0,
    most: 0,
    async sweep() {
      now += 1;
      sweep.most = Math.max(sweep.most, now);
      await sleep(10);
      now -= 1;
      sweep.times += 1;
    },
  };
  return sweep;
}

test('a sweep is done again and again, by one of several processes at a time', async () => {
  await using world = await openWorld();
  const [one, other] = [counting('one'), counting('other')];
  {
    await using _first = sweeper(world, one, other);
    await using _second = sweeper(world, one, other);
    await using _third = sweeper(world, one, other);
    while (one.times < 10 || other.times < 10) await sleep(10);
  }
  expect([one.most, other.most]).toEqual([1, 1]);
  const ended = one.times;
  await sleep(50);
  expect(one.times).toBe(ended);
});

test('a sweep that fails is told of, and done again', async () => {
  await using world = await openWorld();
  let times = 0;
  const failing: Sweep = {
    name: 'failing',
    everyMs: 5,
    sweep: async () => {
      times += 1;
      throw new Error('no broom');
    },
  };
  await using sweeping = sweeper(world, failing);
  while (times < 3) await sleep(10);
  expect(sweeping.complaints[0]).toBe('The sweep for failing was broken off: Error: no broom');
});

test('a sweep goes on after its connection was broken', async () => {
  await using world = await openWorld();
  const counted = counting('counted');
  await using _ = sweeper(world, counted);
  while (counted.times < 2) await sleep(10);
  const client = new Client(world.databaseUrl);
  await client.connect();
  const { rowCount } = await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'botmint turns' and datname = current_database()`,
  );
  await client.end();
  expect(rowCount).toBe(1);
  const before = counted.times;
  while (counted.times < before + 3) await sleep(10);
});
