import type { Deps } from '../../commands/execute.ts';
import { AppError } from '../../core/errors.ts';
import { isForNow } from '../../core/homeserver-fault.ts';
import type { Id } from '../../core/ids.ts';
import type { Hearing } from '../../core/matrix.ts';
import type { Waker } from '../../core/waker.ts';
import { isUnavailable } from '../../store/availability.ts';
import { takeTurn } from '../../store/claiming.ts';
import * as matrixEvents from '../../store/matrix-events.ts';
import { reason } from '../complaints.ts';
import type { Lane } from '../lane.ts';
import { tell } from './told.ts';

/** Rooms that a process works at once. */
const AT_ONCE = 32;
/** Events of one job, all of one room. */
const A_JOB = 32;
/** How long a claim may wait in the queue: then its job is taken to be lost. */
const CLAIM_MS = 10_000;
/** How long working one off may take: it may ask the homeserver a few times, each ten seconds at most. */
const LEASE_MS = 60_000;
/** The first pause after a failure; each is twice the last, up to a minute. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** What fails so often is passed over, for what is in its room after it waits: with the pauses that is an hour. */
const MOST_ATTEMPTS = 65;
/** And sooner, when it is nobody's absence and fails as it did before. */
const MOST_ALIKE = 5;

/** What the homeserver told, worked off: each room is one line. */
export function matrixLane(deps: Deps, hearing: Hearing, waker: Waker): Lane {
  const { clock, database } = deps;
  const after = (milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);
  return {
    name: 'matrix',
    concurrency: 16,
    waker,
    lastMs: 2000,

    async claim(by) {
      const at = clock.now();
      if (!(await matrixEvents.isAnyDue(database.across, at))) return [];
      return database.across.transaction().execute(async (db) => {
        if (!(await takeTurn(db, 'matrix events'))) return [];
        const rooms = AT_ONCE - (await matrixEvents.countHeld(db, by, at));
        if (rooms <= 0) return [];
        const claimed = await matrixEvents.claim(db, { by, at, until: after(CLAIM_MS), rooms, each: A_JOB });
        const groups = Map.groupBy(claimed, ({ organization, room }) => `${organization} ${room}`);
        return [...groups.values()].map((group) =>
          group.map(({ organization, id, attempts }) => ({ organization, id, attempts })),
        );
      });
    },

    take: async (tickets, from, by) =>
      matrixEvents.pass(database.across, tickets, { from, to: by, due: after(LEASE_MS) }),

    async act(ticket, by) {
      const kept = await begin(ticket, by, deps, after(LEASE_MS));
      if (kept) await workOff(kept, deps, hearing);
      else await matrixEvents.pass(database.across, [ticket], { from: by, to: null, due: clock.now() });
    },

    async giveBack(tickets, by) {
      await matrixEvents.pass(database.across, tickets, { from: by, to: null, due: clock.now() });
    },
  };
}

async function begin(
  ticket: Parameters<typeof matrixEvents.begin>[1],
  by: Id<'process'>,
  deps: Deps,
  until: Date,
): Promise<matrixEvents.KeptEvent | undefined> {
  await using transaction = deps.database.begin(ticket.organization, 'write');
  const kept = await matrixEvents.begin(transaction.db, ticket, { by, until });
  await transaction.commit();
  return kept;
}

async function workOff(kept: matrixEvents.KeptEvent, deps: Deps, hearing: Hearing): Promise<void> {
  const { clock, log } = deps;
  try {
    if (!(await tell(kept, deps))) return;
    await hearing.hear(kept.event, kept.received_at);
    await settle(kept, { done_at: clock.now() }, deps);
  } catch (error) {
    const fault = reason(error);
    const isOver = isHopeless(kept, error, fault);
    log.warn(
      `What the homeserver told could not be worked off, in ${kept.room_id}: ${fault}${isOver ? `. After ${kept.attempts} attempts it is passed over.` : ''}`,
    );
    const now = clock.now();
    const pause = Math.min(PAUSE_MS * 2 ** (kept.attempts - 1), LONGEST_PAUSE_MS);
    const change = isOver ? { done_at: now } : { due_at: new Date(now.getTime() + pause) };
    await settle(kept, { ...change, fault }, deps);
  }
}

function isHopeless({ attempts, fault: before }: matrixEvents.KeptEvent, error: unknown, fault: string) {
  if (attempts >= MOST_ATTEMPTS) return true;
  return attempts >= MOST_ALIKE && fault === before && !isForNow(error) && !isDatabaseAway(error);
}

const isDatabaseAway = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof AppError && error.code === 'service_unavailable');

async function settle(
  kept: matrixEvents.KeptEvent,
  change: Parameters<typeof matrixEvents.settle>[2],
  { database }: Deps,
): Promise<void> {
  await using transaction = database.begin(kept.organization_id, 'write');
  await matrixEvents.settle(transaction.db, kept, change);
  await transaction.commit();
}
