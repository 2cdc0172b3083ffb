import type { Deps } from '../commands/execute.ts';
import type { Id } from '../core/ids.ts';
import type { Messenger } from '../core/ports.ts';
import { openTurns } from '../store/turns.ts';
import { complaints } from './complaints.ts';
import { startDispatcher } from './dispatcher.ts';
import { noticesLane } from './notices/lane.ts';
import { startSweeping } from './sweeping.ts';
import { sweeps } from './sweeps.ts';

export interface JobsOptions {
  deps: Deps;
  messenger: Messenger;
  /** The one whose beat says that what it claimed is in good hands. */
  processId: Id<'process'>;
  databaseUrl: string;
  /** Where the queue is; undefined: in the database. */
  redisUrl: string | undefined;
}

/** Begins to do what happens later. It opens by and by, whatever is away just now, so nobody has to wait for it. */
export function startJobs({ deps, messenger, ...options }: JobsOptions): AsyncDisposable {
  const complain = complaints(deps.log, deps.clock);
  const turns = openTurns(options.databaseUrl);
  const opened = [
    startDispatcher({ ...options, lane: noticesLane(deps, messenger), complain }),
    startSweeping({ sweeps, deps, turns, complain }),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((each) => each[Symbol.asyncDispose]()));
      await turns[Symbol.asyncDispose]();
    },
  };
}
