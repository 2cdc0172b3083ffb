import type { Clock } from '../../core/ports.ts';

/** Whether nothing is said for a while, because it was asked too often. */
export class Quiet {
  readonly #clock: Clock;
  #until = -Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(seconds: number): void {
    this.#until = Math.max(this.#until, this.#clock.elapsed() + seconds * 1000);
  }

  /** For how many seconds more. */
  left(): number {
    return Math.max(0, (this.#until - this.#clock.elapsed()) / 1000);
  }

  isKept(): boolean {
    return this.left() > 0;
  }
}
