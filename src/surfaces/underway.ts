import { setTimeout as sleep } from 'node:timers/promises';

/** What was taken on and is not finished yet. It stands on more than its own surface, so that may not close before. */
export class Underway {
  readonly #works = new Set<Promise<unknown>>();

  /** Counts this work until it has ended, well or badly. */
  async finish<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work);
    try {
      return await work;
    } finally {
      this.#works.delete(work);
    }
  }

  /** Resolves when all of it has ended, or when that takes longer than anybody who stops Botmint waits. */
  async settled(patience: number): Promise<void> {
    await Promise.race([Promise.allSettled(this.#works), sleep(patience, undefined, { ref: false })]);
  }
}
