import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../../commands/execute.ts';
import { keysOf } from '../../commands/webhook-keys.ts';
import type { Id } from '../../core/ids.ts';
import type { Lease } from '../../core/lease.ts';
import type { Waker, Wakers } from '../../core/waker.ts';
import { widthOf } from '../../core/webhook-health.ts';
import { isUnavailable } from '../../store/availability.ts';
import * as deliveries from '../../store/deliveries.ts';
import type { Due } from '../../store/deliveries.ts';
import type { Ticket } from '../../store/ticket.ts';
import * as leases from '../../store/webhook-leases.ts';
import { attempt } from './attempt.ts';
import { reason } from '../complaints.ts';
import { Course } from './course.ts';
import { Line } from './line.ts';
import { withoutOld } from './old.ts';
import type { Outcomes } from './outcomes.ts';
import type { Target } from './target.ts';

/** How many deliveries are read at once, and how many may wait here at most. */
const A_READ = 32;
const MOST_WAITING = 256;
/** How often, in milliseconds, a webhook is looked at while something is under way: it may be paused, or have moved. */
const LOOK_MS = 1000;
/** How long a run waits for more before it lets go. */
const LINGER_MS = 20;
/** How long a webhook stays in these hands if nothing is heard of them, and how often that is renewed. */
const HELD_MS = 30_000;
const RENEWED_MS = 5000;
/** How often letting go of it is tried while the database is away: until then nobody else sends. */
const PAUSE_MS = 100;

export interface Means {
  deps: Deps;
  outcomes: Outcomes;
  /** Whether this process is still taken to live. */
  lease: Lease;
  wakers: Wakers;
}

/** Something has ended, rather than that there is something new. */
const ENDED = ['ended'];

/** Sends what is due at one webhook, for as long as there is some and it is in these hands. */
export class Run {
  readonly #ticket: Ticket;
  readonly #by: Id<'process'>;
  readonly #means: Means;
  readonly #closing: AbortSignal;
  readonly #line = new Line();
  readonly #course: Course;
  readonly #cut = new AbortController();
  #target: Target | undefined;
  /** Requests that are open. One that is answered and not yet written down is under way, and is not open. */
  #open = 0;
  /** By the clock that never goes back: when it was looked at, and when the hold was renewed. */
  #lookedAt = -Infinity;
  #renewedAt = -Infinity;
  /** All that is due was read, but for what is due of rooms that were busy then. */
  #isDrained = false;
  #isPartial = false;

  constructor(ticket: Ticket, by: Id<'process'>, means: Means, closing: AbortSignal) {
    this.#ticket = ticket;
    this.#by = by;
    this.#means = means;
    this.#closing = closing;
    this.#course = new Course(means.deps);
  }

  /** Breaks off what is under way: it counts as not tried. */
  cut(): void {
    this.#cut.abort();
  }

  async run(): Promise<void> {
    const { wakers } = this.#means;
    using waker = wakers.of(this.#ticket.id);
    const close = (): void => waker.wake();
    this.#closing.addEventListener('abort', close, { once: true });
    try {
      while (await this.#goOn(waker));
    } finally {
      this.#closing.removeEventListener('abort', close);
      this.#line.drop();
      while (this.#line.underway > 0) {
        await waker.pause(LOOK_MS);
        // One that cannot be renewed runs out.
        await this.#renew().catch(() => undefined);
      }
      await this.#release();
    }
    // What was written while it was let go of was told to nobody else.
    wakers.tell(this.#ticket.id);
  }

  /** Looks, sends what may go, and waits for word. False: it is time to let go. */
  async #goOn(waker: Waker): Promise<boolean> {
    const isLate = this.#means.deps.clock.elapsed() - this.#lookedAt >= LOOK_MS;
    if (isLate && !(await this.#look())) return false;
    if (this.#wantsMore()) await this.#read();
    if (this.#closing.aborted || this.#course.isOver) return false;
    const wait = this.#send(waker);
    const isIdle = this.#line.underway === 0 && this.#line.waiting === 0;
    if (isIdle && this.#course.restsFor() > 0) return false;
    if (isIdle && !this.#isDrained) return true;
    const told = await waker.pause(isIdle ? LINGER_MS : wait);
    if (told.includes('')) this.#isDrained = false;
    return !isIdle || told.length > 0;
  }

  /** Whether anything may go out, and how: somebody may have changed that. False: nothing more. */
  async #look(): Promise<boolean> {
    const { deps } = this.#means;
    const db = deps.database.outgoing;
    this.#lookedAt = deps.clock.elapsed();
    const webhook = await leases.look(db, this.#ticket, this.#by, deps.clock.now());
    if (!webhook?.is_open) return false;
    if (webhook.version !== this.#target?.webhook.version) {
      this.#target = { webhook, ...(await keysOf({ ...deps, db }, webhook)) };
      this.#line.ordering = webhook.ordering;
      this.#course.read(webhook);
    }
    await this.#renew();
    return true;
  }

  #wantsMore(): boolean {
    if (this.#isDrained || this.#course.restsFor() > 0) return false;
    return this.#line.waiting < A_READ / 2 || (this.#line.isStuck && this.#line.waiting < MOST_WAITING);
  }

  /** Reads what is due. Where all that waits here waits for rooms that are busy, what is due of others. */
  async #read(): Promise<void> {
    const { deps } = this.#means;
    const { webhook } = this.#target ?? {};
    if (!webhook) return;
    const at = deps.clock.now();
    this.#isPartial = this.#line.isStuck;
    const but = this.#line.beginLook();
    const due = await deliveries.listDue(deps.database.outgoing, webhook, { at, but, limit: A_READ });
    const fresh = await withoutOld(deps.database.outgoing, webhook, due, at);
    // It was told to rest meanwhile: what was read before that may not be what goes first then.
    if (this.#course.restsFor() > 0) return;
    this.#isDrained = due.length < A_READ;
    this.#line.add(fresh);
  }

  /** Sends as much as may be open at once. Gives the milliseconds after which more may go. */
  #send(waker: Waker): number {
    const { lease } = this.#means;
    const target = this.#target;
    while (target && lease.isHeld() && !this.#closing.aborted && !this.#course.isOver) {
      const { max_in_flight: most } = target.webhook;
      if (this.#open >= widthOf(this.#course.health, most)) break;
      if (this.#line.underway >= most + A_READ) break;
      const wait = this.#course.waitsFor();
      if (wait > 0) return Math.min(wait, LOOK_MS);
      const due = this.#line.next();
      if (!due) break;
      this.#course.begin(target.webhook.rate_per_second);
      void this.#deliver(target, due, waker);
    }
    return LOOK_MS;
  }

  async #deliver(target: Target, due: Due, waker: Waker): Promise<void> {
    const { deps, outcomes } = this.#means;
    let isDone = false;
    try {
      const made = await this.#try(target, due, waker);
      if (!made) return;
      await outcomes.settle(made.settled);
      isDone = made.settled.state !== 'waiting';
      await this.#course.follow(made.next, target.webhook);
    } catch (error) {
      deps.log.error(`A delivery was broken off: ${reason(error)}`);
    } finally {
      this.#line.end(due, isDone);
      if (this.#isPartial) this.#isDrained = false;
      waker.wake(ENDED);
    }
  }

  /** Makes the attempt. What it means for the next one is heeded before that can go out. */
  async #try(target: Target, due: Due, waker: Waker) {
    this.#open += 1;
    try {
      const made = await attempt(target, due, due.payload ?? '', this.#means.deps, this.#cut.signal);
      if (!made) return undefined;
      const next = this.#course.heed(made.verdict);
      if (this.#course.restsFor() > 0) this.#rest();
      return { ...made, next };
    } finally {
      this.#open -= 1;
      waker.wake(ENDED);
    }
  }

  /** What waits is left for later. */
  #rest(): void {
    this.#line.drop();
    this.#isDrained = false;
  }

  async #renew(): Promise<void> {
    const { deps } = this.#means;
    const now = deps.clock.elapsed();
    if (now - this.#renewedAt < (this.#course.hasNews ? LOOK_MS : RENEWED_MS)) return;
    this.#renewedAt = now;
    const until = new Date(deps.clock.now().getTime() + HELD_MS);
    await leases.keep(deps.database.outgoing, this.#ticket, { by: this.#by, until, told: this.#told() });
  }

  /** Until it is done: what stays in the hands of a process that lives goes out late. */
  async #release(): Promise<void> {
    const { deps } = this.#means;
    for (;;) {
      try {
        const restMs = this.#course.waitsFor();
        const notBefore = restMs > 0 ? new Date(deps.clock.now().getTime() + restMs) : undefined;
        await leases.release(deps.database.outgoing, this.#ticket, {
          by: this.#by,
          told: this.#told(),
          notBefore,
        });
        return;
      } catch (error) {
        if (this.#closing.aborted || !isUnavailable(error)) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }

  /** How it has been doing, and as of which version; one that was never looked at has nothing to tell. */
  #told(): leases.Told | undefined {
    return this.#target && { health: this.#course.told(), version: this.#target.webhook.version };
  }
}
