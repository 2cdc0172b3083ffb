import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from '../../store/availability.ts';
import type { Db } from '../../store/database.ts';
import * as deliveries from '../../store/deliveries.ts';
import type { Settled } from '../../store/deliveries.ts';

/** Written in one statement at most. */
const A_BATCH = 200;
const PAUSE_MS = 50;
/** How often a statement that fails is tried again, where the database is not away. */
const TRIES = 3;

interface Waiting {
  settled: Settled;
  done: () => void;
}

/**
 * Writes what became of attempts: whatever came while the last statement was under way goes into the next. One that
 * cannot be written is tried again until it is, as what was delivered must not become a failure because we stumbled.
 */
export class Outcomes {
  readonly #db: Db;
  readonly #complain: (about: string, error: unknown) => void;
  readonly #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(db: Db, complain: (about: string, error: unknown) => void) {
    this.#db = db;
    this.#complain = complain;
  }

  /** Resolves when it is written, or never can be. */
  async settle(settled: Settled): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ settled, done: resolve });
      if (!this.#isWriting) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, A_BATCH);
      await this.#writeAll(batch.map(({ settled }) => settled));
      for (const { done } of batch) done();
    }
    this.#isWriting = false;
  }

  /** Together, or one by one where there is one among them that cannot be written. */
  async #writeAll(settled: readonly Settled[]): Promise<void> {
    if (await this.#tried(settled)) return;
    for (const each of settled) {
      if (settled.length > 1 && (await this.#tried([each]))) continue;
      // What came back may be what cannot be written.
      const came = { address: null, retry_after: null, response_headers: null, response_body: null };
      await this.#tried([{ ...each, ...came }]);
    }
  }

  async #tried(settled: readonly Settled[]): Promise<boolean> {
    for (let failures = 0; failures < TRIES;) {
      try {
        await deliveries.settle(this.#db, settled);
        return true;
      } catch (error) {
        this.#complain('What became of deliveries could not be written', error);
        if (!isUnavailable(error)) failures += 1;
        await sleep(PAUSE_MS);
      }
    }
    return false;
  }
}
