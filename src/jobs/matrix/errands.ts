import { takeTurn } from '../../store/claiming.ts';
import * as matrixErrands from '../../store/matrix-errands.ts';
import type { Lane } from '../lane.ts';
import { Outage } from './outage.ts';
import { type Means, runErrand } from './run-errand.ts';

/** Errands that a process has in its hands at once. */
const AT_ONCE = 64;
/** Errands of one job. They have nothing to do with each other; together they are less work for the queue. */
const A_JOB = 8;
/** How long a claim may wait in the queue: then its job is taken to be lost. */
const CLAIM_MS = 10_000;
/** How long one may take: it asks the homeserver some times, each ten seconds at most. */
const LEASE_MS = 60_000;

/** What is to be done on the homeserver: users of bots brought in step with them, and messages redacted. */
export function errandsLane(given: Omit<Means, 'outage'>): Lane {
  const { deps, homeserver } = given;
  const { clock, database } = deps;
  const outage = new Outage(clock);
  const means = { ...given, outage };
  const after = (milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);
  return {
    name: 'matrix errands',
    concurrency: 4,
    lastMs: 2000,

    async claim(by) {
      const at = clock.now();
      if (outage.allows(1) === 0 || !(await matrixErrands.isAnyDue(database.across, at))) return [];
      return database.across.transaction().execute(async (db) => {
        if (!(await takeTurn(db, 'matrix errands'))) return [];
        const limit = outage.allows(AT_ONCE - (await matrixErrands.countHeld(db, by, at)));
        if (limit <= 0) return [];
        const { serverName: server } = homeserver;
        const claimed = await matrixErrands.claim(db, { by, at, until: after(CLAIM_MS), limit, server });
        const jobs = Map.groupBy(claimed, (ticket) => Math.floor(claimed.indexOf(ticket) / A_JOB));
        return [...jobs.values()];
      });
    },

    take: async (tickets, from, by) =>
      matrixErrands.pass(database.across, tickets, { from, to: by, due: after(LEASE_MS) }),

    act: async (ticket, by) => runErrand(ticket, { by, until: after(LEASE_MS) }, means),

    async giveBack(tickets, by) {
      await matrixErrands.pass(database.across, tickets, { from: by, to: null, due: clock.now() });
    },
  };
}
