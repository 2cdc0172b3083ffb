import { LEASE_MS } from '../core/lease.ts';
import type { Id } from '../core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { Confirmations } from './confirmations.ts';
import type { Db } from './database.ts';
import * as processes from './processes.ts';

/** How often it is looked how the others are, when they say nothing. */
const LOOK_MS = 40;

/** How long a process that beats may go without confirming before it is put out. Then it is waited for no more than a lease. */
const PATIENCE_MS = 500;

/** For clocks that do not run at quite the same speed. */
const MARGIN_MS = 20;

/** Another process that may still believe what is past. */
interface Doubted {
  startedAt: number;
  /** From then on, by the database's clock, it can serve nothing that it kept. */
  until: number;
  hasGone: boolean;
}

interface Waiting {
  db: Db;
  self: Id<'process'>;
  change: string;
  confirmations: Confirmations;
  clock: Clock;
}

/** Resolves when each process has confirmed the change, has joined anew since, or can serve nothing that it kept. */
export async function settle({ db, self, change, confirmations, clock }: Waiting): Promise<void> {
  const begun = clock.elapsed();
  const doubted = await everyOther(db, self);
  let hasExpelled = false;
  for (;;) {
    for (const id of confirmations.of(change)) doubted.delete(id);
    if (doubted.size === 0) return;
    if (await confirmations.next(change, LOOK_MS)) continue;
    if (!hasExpelled && clock.elapsed() - begun > PATIENCE_MS) {
      hasExpelled = true;
      await expel(db, doubted);
    }
    review(doubted, await processes.list(db));
  }
}

async function everyOther(db: Db, self: Id<'process'>): Promise<Map<Id<'process'>, Doubted>> {
  const { now, processes: all } = await processes.list(db);
  const others = all
    .map(({ id, startedAt, beatAt }) => ({ id, startedAt, until: servesUntil(beatAt), hasGone: false }))
    .filter(({ id, until }) => id !== self && until > now);
  return new Map(others.map(({ id, ...other }) => [id, other]));
}

/** Those that joined anew have dropped everything before; those whose time is up serve nothing. */
function review(
  doubted: Map<Id<'process'>, Doubted>,
  seen: Awaited<ReturnType<typeof processes.list>>,
): void {
  const rows = new Map(seen.processes.map((row) => [row.id, row]));
  for (const [id, other] of doubted) {
    const row = rows.get(id);
    if (row) other.until = servesUntil(row.beatAt);
    // Somebody else put it out, at the latest now; when it had beaten last is not known.
    else if (!other.hasGone) other.until = servesUntil(seen.now);
    other.hasGone ||= !row;
    const hasJoinedAnew = row !== undefined && row.startedAt !== other.startedAt;
    if (hasJoinedAnew || other.until <= seen.now) doubted.delete(id);
  }
}

async function expel(db: Db, doubted: Map<Id<'process'>, Doubted>): Promise<void> {
  for (const { id, beatAt } of await processes.expel(db, [...doubted.keys()])) {
    const other = doubted.get(id);
    if (other) Object.assign(other, { until: servesUntil(beatAt), hasGone: true });
  }
}

const servesUntil = (beatAt: number): number => beatAt + LEASE_MS + MARGIN_MS;
