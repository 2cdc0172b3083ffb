import type { Surface } from '../core/actor.ts';
import type { Clock, Log } from '../core/ports.ts';
import * as across from '../store/across.ts';
import type { Database } from '../store/database.ts';

const EVERY_MS = 5000;

/** How exact it is: one that is used all the time is noted so often. */
const EXACT_MS = 250;

/** A use that could not be written is tried again for this long. */
const TRIED_MS = 60_000;

interface Needs {
  database: Database;
  clock: Clock;
  log: Log;
}

/** When, whence and how each token was used last: noted in memory, written every few seconds, off the request's path. */
export class LastUsed implements AsyncDisposable {
  readonly #needs: Needs;
  readonly #timer: NodeJS.Timeout;
  #uses = new Map<string, across.Use>();
  #writing: Promise<void> = Promise.resolve();

  constructor(needs: Needs) {
    this.#needs = needs;
    this.#timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  note(
    { id, organization_id }: Pick<across.Use, 'id' | 'organization_id'>,
    { at, address, surface }: { at: Date; address: string | undefined; surface: Surface },
  ): void {
    const noted = this.#uses.get(id);
    const isAsBefore = noted?.surface === surface && noted.address === (address ?? null);
    if (isAsBefore && at.getTime() - noted.at.getTime() < EXACT_MS) return;
    this.#uses.set(id, { organization_id, id, at, address: address ?? null, surface });
  }

  /** Writes what was noted. What cannot be written now is kept for the next time. */
  async write(): Promise<void> {
    this.#writing = this.#writing.then(async () => this.#write());
    return this.#writing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async #write(): Promise<void> {
    const uses = this.#uses;
    if (uses.size === 0) return;
    this.#uses = new Map();
    const { database, clock, log } = this.#needs;
    try {
      const left = new Set<string>(await across.writeUses(database.across, [...uses.values()]));
      for (const id of uses.keys()) if (!left.has(id)) uses.delete(id);
    } catch (error) {
      log.warn(`When tokens were last used could not be written: ${String(error)}`);
    }
    const since = clock.now().getTime() - TRIED_MS;
    for (const [id, use] of uses) {
      if (use.at.getTime() > since && !this.#uses.has(id)) this.#uses.set(id, use);
    }
  }
}
