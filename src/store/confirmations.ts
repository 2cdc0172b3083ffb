import type { Id } from '../core/ids.ts';

/** Changes remembered at once; past that the oldest is forgotten, and whoever waits for it waits longer. */
const REMEMBERED = 10_000;

/** Which processes have confirmed which change. A confirmation may come before somebody waits for it. */
export class Confirmations {
  readonly #processes = new Map<string, Id<'process'>[]>();
  readonly #wakers = new Map<string, () => void>();

  note(change: string, process: Id<'process'>): void {
    this.#processes.set(change, [...this.of(change), process]);
    const [oldest] = this.#processes.keys();
    if (this.#processes.size > REMEMBERED && oldest !== undefined) this.#processes.delete(oldest);
    this.#wakers.get(change)?.();
  }

  of(change: string): readonly Id<'process'>[] {
    return this.#processes.get(change) ?? [];
  }

  /** Resolves with the next confirmation of this change, and with whether there was one within that time. */
  async next(change: string, milliseconds: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), milliseconds);
    this.#wakers.set(change, () => resolve(true));
    const came = await promise;
    clearTimeout(timer);
    this.#wakers.delete(change);
    return came;
  }

  forget(change: string): void {
    this.#processes.delete(change);
  }
}
