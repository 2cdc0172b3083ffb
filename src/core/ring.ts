const SECOND = 1000;

/** The last N times something was let through: no window of this length, wherever it begins, ever holds more than N. */
export class Ring {
  readonly #times: Float64Array;
  readonly #window: number;
  #next = 0;
  /** How many of the last were within the window when that was last asked, or came since. */
  #recent = 0;

  /** One that takes the place of another goes on from what that has counted. */
  constructor(
    size: number,
    { window = SECOND, before }: { window?: number; before?: Ring | undefined } = {},
  ) {
    this.#times = new Float64Array(size).fill(-Infinity);
    this.#window = window;
    for (const time of before?.latest() ?? []) this.note(time);
  }

  get size(): number {
    return this.#times.length;
  }

  /** Whether one more fits at `now` (milliseconds of a clock that never goes back); if it does, it is counted. */
  take(now: number): boolean {
    if (this.wait(now) > 0) return false;
    this.note(now);
    return true;
  }

  /** Counts what was let through by somebody else. */
  note(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    if (this.#recent < this.#times.length) this.#recent += 1;
  }

  /** Milliseconds until one more fits. */
  wait(now: number): number {
    const oldest = this.#times[this.#next] ?? -Infinity;
    return Math.max(0, oldest + this.#window - now);
  }

  /** How many more fit at `now`. */
  left(now: number): number {
    const size = this.#times.length;
    // Those that were past stay so: each is looked at once.
    while (this.#recent > 0) {
      const oldest = this.#next - this.#recent;
      const time = this.#times[oldest < 0 ? oldest + size : oldest] ?? -Infinity;
      if (time + this.#window > now) break;
      this.#recent -= 1;
    }
    return size - this.#recent;
  }

  /** What it has counted, oldest first. */
  latest(): Float64Array {
    return this.#times.toSorted();
  }
}
