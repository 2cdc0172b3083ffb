import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openQueue, type Queue } from '../../src/jobs/queue.ts';
import { freshDatabase } from '../database.ts';
import { redisTest } from '../redis.ts';
import { slowPostgres } from '../slow-postgres.ts';

interface Opened extends AsyncDisposable {
  queue: Promise<Queue | undefined>;
  worked: unknown[];
  complaints: string[];
  /** Resolves when so many jobs were done. */
  done(count: number): Promise<unknown[]>;
}

function open(databaseUrl: string, redisUrl?: string): Opened {
  const closing = new AbortController();
  const worked: unknown[] = [];
  const complaints: string[] = [];
  const queue = openQueue({
    name: 'tests',
    concurrency: 4,
    databaseUrl,
    redisUrl,
    work: async (job) => void worked.push(job),
    complain: (about, error) => complaints.push(`${about}: ${String(error)}`),
    closing: closing.signal,
  });
  return {
    queue,
    worked,
    complaints,
    done: async (count) => {
      while (worked.length < count) await sleep(10);
      return worked;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await (await queue)?.[Symbol.asyncDispose]();
    },
  };
}

const jobs = Array.from({ length: 20 }, (_, index) => ({ index }));

test('what is added to a queue in the database is done, once each', async () => {
  await using database = await freshDatabase();
  await using opened = open(database.url);
  await (await opened.queue)?.add(jobs);
  expect(await opened.done(20)).toHaveLength(20);
  await sleep(50);
  expect(opened.worked).toEqual(expect.arrayContaining(jobs));
  expect(opened.worked).toHaveLength(20);
  expect(opened.complaints).toEqual([]);
});

redisTest('what is added to a queue in Redis is done, once each', async ({ redis }) => {
  await using opened = open('postgres://nowhere.test/none', redis.url);
  await (await opened.queue)?.add(jobs);
  expect(await opened.done(20)).toHaveLength(20);
  await sleep(50);
  expect(opened.worked).toHaveLength(20);
  expect(opened.complaints).toEqual([]);
});

test('a database that is away at first is waited for', async () => {
  await using database = await freshDatabase();
  await using proxy = await slowPostgres(database.url);
  await proxy.cut();
  await using opened = open(proxy.url);
  while (opened.complaints.length === 0) await sleep(10);
  await proxy.mend();
  await (await opened.queue)?.add(jobs);
  expect(await opened.done(20)).toHaveLength(20);
});

test('a database that was away is worked with again', async () => {
  await using database = await freshDatabase();
  await using proxy = await slowPostgres(database.url);
  await using opened = open(proxy.url);
  const queue = await opened.queue;
  await queue?.add(jobs);
  await opened.done(20);
  await queue?.ping();
  await proxy.cut();
  await expect(queue?.add(jobs)).rejects.toThrow(/./);
  await expect(queue?.ping()).rejects.toThrow(/./);
  await proxy.mend();
  await queue?.add(jobs);
  expect(await opened.done(40)).toHaveLength(40);
});

redisTest('a Redis that is away refuses what is added, and one that is back takes it', async ({ redis }) => {
  await using opened = open('postgres://nowhere.test/none', redis.url);
  const queue = await opened.queue;
  await queue?.ping();
  await redis.kill();
  await expect(queue?.add(jobs)).rejects.toThrow(/./);
  await expect(queue?.ping()).rejects.toThrow(/./);
  await redis.start();
  for (;;) {
    const added = await queue?.add(jobs).then(
      () => true,
      () => false,
    );
    if (added) break;
    await sleep(50);
  }
  expect(await opened.done(20)).toEqual(expect.arrayContaining(jobs));
});

redisTest('a queue closes also when its Redis is away', async ({ redis }) => {
  const opened = open('postgres://nowhere.test/none', redis.url);
  await opened.queue;
  await redis.kill();
  await opened[Symbol.asyncDispose]();
  expect(opened.worked).toEqual([]);
});

test('one that could never be opened can be closed', async () => {
  const opened = open('postgres://127.0.0.1:9/none');
  while (opened.complaints.length === 0) await sleep(10);
  await opened[Symbol.asyncDispose]();
  expect(await opened.queue).toBeUndefined();
});
