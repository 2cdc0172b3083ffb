import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Host } from '../../../src/slack-clone/host/host.ts';
import { freshDatabase, type TestDatabase } from '../../database.ts';
import { ask } from '../rows.ts';
import { botClient } from '../world.ts';
import { groundIn } from './ground.ts';

let database: TestDatabase;
let folder = '';

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'botmint-killed-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await database[Symbol.asyncDispose]();
});

const openHost = async (home: string, step: () => void = () => undefined): Promise<Host> =>
  Host.open(groundIn(database.url, home, step));

/** Another process, which is killed at this step. */
async function killedAt(step: number, home: string, what: 'spin' | 'renew'): Promise<void> {
  const words = [join(import.meta.dirname, 'killed.ts'), database.url, home, what, String(step)];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const ended = promisify(execFile)(process.execPath, words, { env });
  await expect(ended).rejects.toMatchObject({ signal: 'SIGKILL' });
}

/** The first workspace of a folder after a start, which has one pair that works and no other. */
async function recovered(home: string) {
  await using host = await openHost(home);
  const [hosted] = host.list();
  if (!hosted) return undefined;
  const { botToken, userToken } = await hosted.tokens({ isFresh: false });
  const url = hosted.clone?.url ?? '';
  for (const token of [botToken, userToken]) expect((await botClient(url, token).auth.test()).ok).toBe(true);
  const schema = `clone_${hosted.id.replace('-', '_')}`;
  const live = `select kind from ${schema}.token where revoked_at is null and kind <> 'config' order by kind`;
  expect(await ask(database.url, live)).toEqual([{ kind: 'bot' }, { kind: 'user' }]);
  const [{ said }] = Said.parse(
    await ask(database.url, `select count(*)::int as said from ${schema}.message`),
  );
  return { botToken, said };
}

const Said = z.tuple([z.object({ said: z.number() })]);

/** How many steps it takes when nobody is killed. */
async function stepsOf(home: string, what: 'spin' | 'renew'): Promise<number> {
  let steps = 0;
  await using host = await openHost(home, () => {
    steps += 1;
  });
  const [there] = host.list();
  await there?.tokens({ isFresh: false });
  steps = 0;
  if (what === 'spin') await host.spin({ mode: 'api', name: undefined, port: undefined, seed: 'small' });
  else await there?.tokens({ isFresh: true });
  return steps;
}

test('whoever is killed while a clone is spun or renewed finds nothing of it, or all of it with one pair', async () => {
  const all = await stepsOf(folder, 'spin');
  const points = [2, Math.round(all / 2), Math.round(all * 0.8), all - 1];
  const homes = await Promise.all(points.map(async (step) => mkdtemp(join(folder, `${step}-`))));
  await Promise.all(homes.map(async (home, index) => killedAt(points[index] ?? 0, home, 'spin')));
  const kept: { home: string; botToken: string; said: number }[] = [];
  for (const home of homes) {
    const there = await recovered(home);
    if (there) kept.push({ home, ...there });
  }
  // Before the registry there is nothing.
  expect(kept.map(({ home, said }) => [home, said])).toEqual(homes.slice(1).map((home) => [home, 12]));

  const more = await stepsOf(folder, 'renew');
  const later = kept.map((_, index) => Math.min(1 + index * 6, more));
  await Promise.all(kept.map(async ({ home }, index) => killedAt(later[index] ?? 0, home, 'renew')));
  const outcomes: string[] = [];
  for (const { home, botToken } of kept)
    outcomes.push((await recovered(home))?.botToken === botToken ? 'old' : 'fresh');
  // oxlint-disable-next-line no-console -- how much was looked at is part of the result
  console.log(
    `Killed at ${points.join(', ')} of ${all} steps of spin, and at ${later.join(', ')} of ${more} of a renewal: ${outcomes.join(', ')}.`,
  );
  expect(outcomes).toEqual(['old', 'fresh', 'fresh']);
}, 120_000);
