import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/ports.ts';
import { Ring } from '../core/ring.ts';
import * as across from '../store/across.ts';
import type { Database } from '../store/database.ts';

/** Tokens that nobody has which may be asked for one by one in a second. */
const SPARED = 50;

/** How long what comes beyond that waits, to be asked for together. */
const TOGETHER_MS = 20;

interface Batch {
  keys: Set<string>;
  found: Promise<ReadonlyMap<string, across.PresentedToken>>;
}

/**
 * Looks presented tokens up. Whoever makes up tokens with checksums that fit can have each looked up; from so many on
 * they wait for each other and are one statement, so all of them together come to 100 a second. Nobody is refused for
 * it: a token that was made a moment ago is found, a little later.
 */
export class Lookups {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #missed = new Ring(SPARED);
  #underway = 0;
  #batch: Batch | undefined;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The token whose hash this is, as `keyOf` writes it. */
  async find(key: string): Promise<across.PresentedToken | undefined> {
    // What is not answered yet may come to be missed.
    if (this.#underway >= this.#missed.left(this.#clock.elapsed())) return this.#findWithOthers(key);
    this.#underway += 1;
    try {
      const row = await across.tokenByHash(this.#database.across, hashIn(key));
      if (!row) this.#missed.note(this.#clock.elapsed());
      return row;
    } finally {
      this.#underway -= 1;
    }
  }

  async #findWithOthers(key: string): Promise<across.PresentedToken | undefined> {
    this.#batch ??= this.#openBatch();
    const { keys, found } = this.#batch;
    keys.add(key);
    return (await found).get(key);
  }

  #openBatch(): Batch {
    const keys = new Set<string>();
    return { keys, found: this.#findAll(keys) };
  }

  async #findAll(keys: ReadonlySet<string>): Promise<ReadonlyMap<string, across.PresentedToken>> {
    await sleep(TOGETHER_MS);
    // From here on another is opened: this one is sent.
    this.#batch = undefined;
    const rows = await across.tokensByHash(this.#database.across, [...keys].map(hashIn));
    return new Map(rows.map(({ hash, ...row }) => [hash.toString('latin1'), row]));
  }
}

const hashIn = (key: string): Buffer => Buffer.from(key, 'latin1');
