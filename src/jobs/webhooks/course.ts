import type { Deps } from '../../commands/execute.ts';
import { afterFailure, afterSuccess, called, type Health, restAfter } from '../../core/webhook-health.ts';
import type { Verdict } from '../../core/verdicts.ts';
import type { Held } from '../../store/webhook-leases.ts';
import { disable, type Reason, warn } from './disable.ts';

const UNTRIED: Health = {
  failing_since: null,
  failures: 0,
  warned_at: null,
  last_error: null,
  last_error_at: null,
  last_success_at: null,
};

/** What is to be done about a webhook after an attempt. */
type Next = 'warn' | Reason | undefined;

/** How a webhook is doing while it is in hand: it rests after failures, and in the end it is disabled. */
export class Course {
  readonly #deps: Deps;
  #health = UNTRIED;
  /** By the clock that never goes back, in milliseconds: nothing goes out before. */
  #restsUntil = -Infinity;
  /** So that no more go out in a second than it takes. */
  #nextAt = -Infinity;
  #hasNews = false;
  #isOver = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  get health(): Health {
    return this.#health;
  }

  /** Whether there is something that is not written down. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** It was disabled. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** As it stands in the database: somebody may have seen to it. */
  read({ failing_since, failures, warned_at, last_error, last_error_at, last_success_at }: Held): void {
    this.#health = { failing_since, failures, warned_at, last_error, last_error_at, last_success_at };
    if (failures === 0) this.#restsUntil = -Infinity;
  }

  /** The milliseconds for which nothing may go out. */
  restsFor(): number {
    return Math.max(0, this.#restsUntil - this.#deps.clock.elapsed());
  }

  /** The milliseconds after which the next one may go out. */
  waitsFor(): number {
    return Math.max(this.restsFor(), this.#nextAt - this.#deps.clock.elapsed());
  }

  /** A request goes out, one of so many a second. */
  begin(perSecond: number | null): void {
    if (perSecond === null) return;
    this.#nextAt = Math.max(this.#nextAt, this.#deps.clock.elapsed()) + 1000 / perSecond;
  }

  /** What is to be written down. */
  told(): Health {
    this.#hasNews = false;
    return this.#health;
  }

  /** Takes in what an attempt came to, at once: nothing more goes out where nothing more is wanted. */
  heed({ state, error, restMs, disable: wish }: Verdict): Next {
    const now = this.#deps.clock.now();
    if (state === 'delivered') {
      this.#hasNews ||= this.#health.failures > 0;
      this.#health = afterSuccess(this.#health, now);
    } else {
      this.#hasNews = true;
      this.#health = afterFailure(this.#health, error ?? 'failed', now);
      const restedAt = this.#deps.clock.elapsed() + Math.max(restMs, restAfter(this.#health));
      this.#restsUntil = Math.max(this.#restsUntil, restedAt);
    }
    const next = wish ?? (state === 'delivered' ? undefined : called(this.#health, now));
    // Said once, also when several fail while that is written down.
    if (next === 'warn') this.#health = { ...this.#health, warned_at: now };
    else if (next) this.#isOver = true;
    return next;
  }

  /** Does what an attempt calls for, when that is written down. */
  async follow(next: Next, webhook: Held): Promise<void> {
    if (next === 'warn') await warn(webhook, this.#health, this.#deps);
    else if (next) await disable(webhook, this.#health, next, this.#deps);
  }
}
