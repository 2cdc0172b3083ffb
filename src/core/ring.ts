/** The last N times something was let through: no second, wherever it begins, ever holds more than N. */
export class Ring {
  readonly #times: Float64Array;
  #next = 0;

  /** One that takes the place of another goes on from what that has counted. */
  constructor(size: number, before?: Ring) {
    this.#times = new Float64Array(size).fill(-Infinity);
    for (const time of before?.latest() ?? []) this.note(time);
  }

  get size(): number {
    return this.#times.length;
  }

  /** Whether one more fits at `now` (milliseconds of a clock that never goes back); if it does, it is counted. */
  take(now: number): boolean {
    const oldest = this.#times[this.#next] ?? -Infinity;
    if (now - oldest < 1000) return false;
    this.note(now);
    return true;
  }

  /** Counts what was let through by somebody else. */
  note(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
  }

  /** What it has counted, oldest first. */
  latest(): Float64Array {
    return this.#times.toSorted();
  }
}
