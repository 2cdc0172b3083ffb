/** The last N times something was let through: no window of this length, wherever it begins, ever holds more than N. */
export class Ring {
  readonly #times: Float64Array;
  readonly #window: number;
  #next = 0;

  constructor(size: number, window = 1000) {
    this.#times = new Float64Array(size).fill(-Infinity);
    this.#window = window;
  }

  /** Whether one more fits at `now` (milliseconds of a clock that never goes back); if it does, it is counted. */
  take(now: number): boolean {
    if (this.wait(now) > 0) return false;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    return true;
  }

  /** Milliseconds until one more fits. */
  wait(now: number): number {
    const oldest = this.#times[this.#next] ?? -Infinity;
    return Math.max(0, oldest + this.#window - now);
  }
}
