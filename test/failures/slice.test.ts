import { expect, test } from 'vitest';
import type { RedisServer } from '../redis-server.ts';
import { redisTest } from '../redis.ts';
import { type Outcome, play } from './scene.ts';
import { scenarios } from './scenarios.ts';
import { openStage, type Setting } from './stage.ts';

/** A part of `npm run test:failures`, for every run of the tests. */
async function playOne(name: string, setting: Setting, redis?: RedisServer): Promise<Outcome> {
  const scenario = scenarios.find((each) => each.name === name);
  if (!scenario) throw new Error(`there is no ${name}`);
  await using stage = await openStage(setting, redis);
  const outcome = await play(stage, (scene) => scenario.act(scene));
  expect(await stage.cluster.deadlocks()).toBe(0);
  return outcome;
}

const whole = { lost: 0, inversions: 0, strangers: 0, forged: 0, breaches: [] };

test('a worker killed in the middle of a POST loses nothing, and its work goes on within 5 s', async () => {
  const outcome = await playOne('worker-killed', { backend: 'postgres', workers: 1 });
  expect(outcome).toMatchObject(whole);
  expect(outcome.kills).toBeGreaterThan(0);
}, 120_000);

test('a Postgres that ends at once and recovers loses nothing, and the workers go on', async () => {
  const outcome = await playOne('postgres-down', { backend: 'postgres', workers: 1 });
  expect(outcome).toMatchObject(whole);
  expect(outcome.delivered).toBeGreaterThan(100);
}, 120_000);

redisTest('a Redis that comes back with nothing loses nothing', { timeout: 120_000 }, async ({ redis }) => {
  const outcome = await playOne('redis-lost', { backend: 'redis', workers: 1 }, redis);
  expect(outcome).toMatchObject(whole);
  expect(outcome.delivered).toBeGreaterThan(100);
});
