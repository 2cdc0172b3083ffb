import * as apps from '../store/apps.ts';
import type { AppRow } from '../store/apps.ts';
import type { Database } from '../store/schema.ts';

/**
 * The apps that can be told of what happens. They are kept in memory, because every message asks for them, and read
 * again after they have changed. What happens is told in the order in which it happened.
 */
export class Audience {
  readonly #db: Database;
  #apps: Promise<AppRow[]> | undefined;
  #known: AppRow[] | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
  }

  /** False costs nothing: it is certain that nobody asks for events of this type. */
  mayAsk(type: string): boolean {
    return this.#known?.some((app) => asksFor(app, type)) ?? true;
  }

  async all(): Promise<AppRow[]> {
    const reading = (this.#apps ??= apps.all(this.#db));
    try {
      const found = await reading;
      // What was read before a change is not kept.
      if (this.#apps === reading) this.#known = found;
      return found;
    } catch (error) {
      if (this.#apps === reading) this.forget();
      throw error;
    }
  }

  /** Apps were installed, changed or taken away. */
  forget(): void {
    this.#apps = this.#known = undefined;
  }

  /** What is handed in begins when all that was handed in before has ended, however it did. */
  async inTurn(tell: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(tell, tell);
    return this.#last;
  }
}

/** A subscription to messages names the kind of conversation behind a dot. */
export function asksFor({ manifest }: AppRow, type: string): boolean {
  return manifest.botEvents.some((each) => each.split('.')[0] === type);
}
