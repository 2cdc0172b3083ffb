/** The last N times something was let through: no second, wherever it begins, ever holds more than N. */
export class Ring {
  readonly #times: Float64Array;
  #next = 0;

  constructor(size: number) {
    this.#times = new Float64Array(size).fill(-Infinity);
  }

  /** Whether one more fits at `now` (milliseconds of a clock that never goes back); if it does, it is counted. */
  take(now: number): boolean {
    const oldest = this.#times[this.#next] ?? -Infinity;
    if (now - oldest < 1000) return false;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    return true;
  }
}
