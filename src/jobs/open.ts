import { openTurns } from '../store/turns.ts';
import { complaints } from './complaints.ts';
import { startDispatcher } from './dispatcher.ts';
import { errandsLane } from './matrix/errands.ts';
import { matrixLane } from './matrix/lane.ts';
import { reconciling } from './matrix/reconcile.ts';
import { noticesLane } from './notices/lane.ts';
import type { QueueOptions } from './queue.ts';
import type { JobsOptions } from './start.ts';
import { startSweeping } from './sweeping.ts';
import { sweeps } from './sweeps.ts';
import { webhooksLane } from './webhooks/lane.ts';

/** Every lane and every sweep, each opening by and by, whatever is away just now. */
export function openJobs({
  deps,
  messenger,
  lease,
  wakers,
  matrix,
  ...options
}: JobsOptions & Pick<QueueOptions, 'opened'>): AsyncDisposable {
  const complain = complaints(deps.log, deps.clock);
  const turns = openTurns(options.databaseUrl);
  const opened = [
    startDispatcher({ ...options, lane: noticesLane(deps, messenger), complain }),
    startDispatcher({ ...options, lane: webhooksLane({ deps, lease, wakers, complain }), complain }),
    ...(matrix
      ? [startDispatcher({ ...options, lane: matrixLane(deps, matrix.hearing, matrix.waker), complain })]
      : []),
    ...(deps.homeserver
      ? [
          startDispatcher({
            ...options,
            lane: errandsLane({ deps, homeserver: deps.homeserver, complain }),
            complain,
          }),
        ]
      : []),
    startSweeping({
      sweeps: deps.homeserver ? [...sweeps, reconciling(complain)] : sweeps,
      deps,
      turns,
      complain,
    }),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((each) => each[Symbol.asyncDispose]()));
      await turns[Symbol.asyncDispose]();
    },
  };
}
