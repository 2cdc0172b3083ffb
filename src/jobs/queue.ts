import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../store/connection.ts';

/** How long adding a job may take. Redis that is away neither takes it nor refuses it. */
const PATIENCE_MS = 2000;
const SCHEMA = 'bullmq';

/** Jobs for this and the other processes. What is in it may be lost at any time: the rows are the truth. */
export interface Queue extends AsyncDisposable {
  /** @throws when they may not have been taken. */
  add(jobs: readonly object[]): Promise<void>;
  /** Resolves when what it stands on answers. */
  ping(): Promise<void>;
}

export interface QueueOptions {
  name: string;
  concurrency: number;
  databaseUrl: string;
  /** Where the queue is, if it is not to be in the database. */
  redisUrl: string | undefined;
  /** Does one job. Never throws. */
  work(job: unknown): Promise<void>;
  complain: (about: string, error: unknown) => void;
  /** Told of the queue when it is open. */
  opened?: (queue: Queue) => void;
  /** When nobody waits for it any more. */
  closing: AbortSignal;
  /** How long jobs that were begun may take then, in milliseconds; a second unless said. */
  lastMs?: number;
}

/** The two ends of a queue, and how what they stand on is closed. */
interface Ends {
  queue: End & {
    count(): Promise<unknown>;
    addBulk(jobs: { name: string; data: object; opts: typeof ONCE }[]): Promise<unknown>;
  };
  worker: End;
  disconnect(): void;
}

interface End {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Opens a queue and works on what is in it: on Redis, or else in the database. Resolves when it is open, however long
 * that takes; undefined when it was told to close before.
 */
export async function openQueue(options: QueueOptions): Promise<Queue | undefined> {
  const { name, complain, closing } = options;
  for (;;) {
    if (closing.aborted) return undefined;
    try {
      // What is made while the database is away never recovers, so it has to answer first.
      if (options.redisUrl === undefined) await migrateQueue(options.databaseUrl);
      const queue = await opened(options);
      options.opened?.(queue);
      return queue;
    } catch (error) {
      complain(`The queue ${name} cannot be opened yet`, error);
      await sleep(1000, undefined, { signal: closing }).catch(() => undefined);
    }
  }
}

/** Makes the tables of the queue, in a schema of their own. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const { runMigrations } = await import('bullmq');
  const client = await connect(databaseUrl, 'botmint migrate');
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

async function opened(options: QueueOptions): Promise<Queue> {
  const ends = await (options.redisUrl === undefined
    ? inPostgres(options)
    : inRedis(options, options.redisUrl));
  const { queue, worker } = ends;
  queue.on('error', (error) => options.complain(`The queue ${options.name} has trouble`, error));
  worker.on('error', (error) => options.complain(`The queue ${options.name} has trouble`, error));
  const close = async (): Promise<void> => {
    const closed = Promise.allSettled([worker.close(), queue.close()]);
    await Promise.race([closed, sleep(options.lastMs ?? PATIENCE_MS / 2, undefined, { ref: false })]);
    ends.disconnect();
  };
  try {
    await within(Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    add: async (jobs) => {
      await within(queue.addBulk(jobs.map((data) => ({ name: options.name, data, opts: ONCE }))));
    },
    ping: async () => void (await within(queue.count())),
    [Symbol.asyncDispose]: close,
  };
}

/** When to try again is for the rows to say, and what became of it too. */
const ONCE = { attempts: 1, removeOnComplete: true, removeOnFail: true };

const workerOptions = ({ concurrency }: QueueOptions) => ({
  concurrency,
  lockDuration: 10_000,
  stalledInterval: 5000,
  // The default gives up on a job whose worker was killed twice.
  maxStalledCount: 50,
  // The default has a worker rest for 15 s after the database was away.
  runRetryDelay: 1000,
});

/** Pools of its own, small: what commands need of the database is not for jobs to use up. */
async function inPostgres(options: QueueOptions): Promise<Ends> {
  const { withBackend, createPostgresBackend } = await import('bullmq');
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = { connectionString: options.databaseUrl, schema: SCHEMA, connectionTimeoutMillis: 5000 };
  const queue = new Queue(options.name, { connection: { ...connection, max: 2 } });
  const worker = new Worker(options.name, async ({ data }) => options.work(data), {
    ...workerOptions(options),
    connection: { ...connection, max: 3 },
  });
  return { queue, worker, disconnect: () => {} };
}

const retryStrategy = (times: number): number => Math.min(times * 100, 1000);

/** A producer that hears of a Redis that is away, and a worker that waits for it. */
async function inRedis(options: QueueOptions, url: string): Promise<Ends> {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
  const near = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, retryStrategy });
  const far = new Redis(url, { maxRetriesPerRequest: null, retryStrategy });
  // Their queue complains of the same.
  for (const each of [near, far]) each.on('error', () => undefined);
  const queue = new Queue(options.name, { connection: near });
  const worker = new Worker(options.name, async ({ data }) => options.work(data), {
    ...workerOptions(options),
    connection: far,
  });
  const disconnect = (): void => {
    near.disconnect();
    far.disconnect();
    // And the third one, which the worker has made for waiting.
    worker.disconnect().catch(() => undefined);
  };
  return { queue, worker, disconnect };
}

async function within<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController();
  const { signal } = late;
  try {
    return await Promise.race([
      work,
      sleep(PATIENCE_MS, undefined, { signal }).then(() => {
        throw new Error('it does not answer');
      }),
    ]);
  } finally {
    late.abort();
  }
}
