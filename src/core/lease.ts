/** How long what is kept in memory is believed after the last beat that was answered, from when that was sent. */
export const LEASE_MS = 1000;

/** Whether this process may believe what it keeps: only while it would have heard that something became stale. */
export class Lease {
  readonly #elapsed: () => number;
  #sentAt = -Infinity;

  /** `elapsed` is a clock that never goes back, in milliseconds. */
  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** A beat that was sent then has been answered. */
  renew(sentAt: number): void {
    this.#sentAt = sentAt;
  }

  end(): void {
    this.#sentAt = -Infinity;
  }

  isHeld(at = this.#elapsed()): boolean {
    return at - this.#sentAt < LEASE_MS;
  }

  /** What time it is on the clock by which it ends. */
  elapsed(): number {
    return this.#elapsed();
  }
}
