import type { Id } from '../../core/ids.ts';
import type { Clock } from '../../core/ports.ts';

/** In which organizations nothing is said for a while, because it was asked too often there. */
export class Quiet {
  readonly #clock: Clock;
  readonly #until = new Map<Id<'organization'>, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(organization: Id<'organization'>, seconds: number): void {
    const until = this.#clock.elapsed() + seconds * 1000;
    this.#until.set(organization, Math.max(until, this.#until.get(organization) ?? until));
  }

  /** For how many seconds more. */
  left(organization: Id<'organization'>): number {
    const seconds = ((this.#until.get(organization) ?? -Infinity) - this.#clock.elapsed()) / 1000;
    if (seconds > 0) return seconds;
    this.#until.delete(organization);
    return 0;
  }

  /** Where nothing is said now. */
  kept(): Id<'organization'>[] {
    return [...this.#until.keys()].filter((organization) => this.left(organization) > 0);
  }
}
