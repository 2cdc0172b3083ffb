import type { Clock } from './ports.ts';

/** Tells the time of another clock, by an offset over a clock of our own that never goes back. */
export class FollowingClock implements Clock {
  readonly #own: Clock;
  #offset: number;

  /** Until it has heard of the other, it tells the time of `own`. */
  constructor(own: Clock) {
    this.#own = own;
    this.#offset = own.now().getTime() - own.elapsed();
  }

  now(): Date {
    return new Date(this.elapsed() + this.#offset);
  }

  elapsed(): number {
    return this.#own.elapsed();
  }

  /**
   * The other clock showed `there` (milliseconds since 1970) at a moment between `sent` and `received` of ours. An offset
   * that can be right is kept; one that cannot is moved as little as it has to be.
   */
  follow(there: number, sent: number, received: number): void {
    this.#offset = Math.min(Math.max(this.#offset, there - received), there - sent);
  }
}
