import type { Clock } from '../../core/ports.ts';

/** The first pause after the homeserver did not answer; each is twice the last, and people wait for what is behind it. */
const PAUSE_MS = 250;
const LONGEST_MS = 4000;

/** While the homeserver does not answer it is asked one thing now and then; when it does, everything goes on at once. */
export class Outage {
  readonly #clock: Clock;
  #pauseMs = 0;
  #until = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It did not answer. What was asked at the same time and fails as well makes the pause no longer. */
  noteAway(): void {
    const now = this.#clock.elapsed();
    if (now < this.#until) return;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, PAUSE_MS), LONGEST_MS);
    this.#until = now + this.#pauseMs;
  }

  /** It answered, whatever it said. */
  noteThere(): void {
    this.#pauseMs = 0;
    this.#until = -Infinity;
  }

  /** How many things may be asked of it now, of so many. */
  allows(many: number): number {
    if (this.#clock.elapsed() < this.#until) return 0;
    return this.#pauseMs > 0 ? Math.min(many, 1) : many;
  }
}
