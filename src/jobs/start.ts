import { setImmediate as immediate } from 'node:timers/promises';
import type { Deps } from '../commands/execute.ts';
import type { Id } from '../core/ids.ts';
import type { Lease } from '../core/lease.ts';
import type { Hearing } from '../core/matrix.ts';
import type { Messenger } from '../core/ports.ts';
import type { Waker, Wakers } from '../core/waker.ts';
import type { Queue } from './queue.ts';

export interface JobsOptions {
  deps: Deps;
  messenger: Messenger;
  /** The one whose beat says that what it claimed is in good hands. */
  processId: Id<'process'>;
  /** While it is held, this process is taken to live. */
  lease: Lease;
  /** Who wants word of what is new. */
  wakers: Wakers;
  /** What works off what the homeserver tells, and what wakes it; undefined where there is none. */
  matrix?: { hearing: Hearing; waker: Waker } | undefined;
  databaseUrl: string;
  /** Where the queue is; undefined: in the database. */
  redisUrl: string | undefined;
}

export interface Jobs extends AsyncDisposable {
  /** Resolves when the queue is open and answers. */
  ping(): Promise<void>;
}

/**
 * Begins to do what happens later. Loading all that it takes keeps a process busy for a quarter of a second, so it is
 * loaded when whoever starts Botmint has been told that it runs.
 */
export function startJobs(options: JobsOptions): Jobs {
  let isClosing = false;
  const queues: Queue[] = [];
  const open = async (): Promise<AsyncDisposable | undefined> => {
    await immediate();
    const { openJobs } = await import('./open.ts');
    return isClosing ? undefined : openJobs({ ...options, opened: (queue) => queues.push(queue) });
  };
  const opening = open();
  return {
    async ping() {
      if (queues.length === 0) throw new Error('not open yet');
      await Promise.all(queues.map((queue) => queue.ping()));
    },
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await (await opening)?.[Symbol.asyncDispose]();
    },
  };
}
