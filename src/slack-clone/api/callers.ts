import type { Clock } from '../stamps.ts';
import * as tokens from '../store/tokens.ts';
import type { Bearer } from '../store/tokens.ts';
import type { Database } from '../store/schema.ts';

/** Milliseconds. What somebody writes past this process into the database is seen after that. */
const KEPT = 1000;
const MOST = 1000;

/**
 * Who called lately, so that not each call of many has to ask. All are forgotten whenever this process has written a
 * token or a member: a token that was revoked ends at once.
 */
export class Callers {
  readonly #clock: Clock;
  readonly #known = new Map<string, { bearer: Bearer; since: number }>();
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async find(db: Database, hash: Buffer): Promise<Bearer | undefined> {
    const key = hash.toString('base64');
    const now = this.#clock.now().getTime();
    const known = this.#known.get(key);
    if (known && Math.abs(now - known.since) < KEPT) return known.bearer;
    const before = this.#changes;
    const bearer = await tokens.find(db, hash);
    // What was read before a change is not kept, and neither is what anybody makes up.
    if (bearer && before === this.#changes) this.#keep(key, { bearer, since: now });
    return bearer;
  }

  /** Tokens or members were written. */
  forget(): void {
    this.#changes += 1;
    this.#known.clear();
  }

  #keep(key: string, known: { bearer: Bearer; since: number }): void {
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(key, known);
  }
}
