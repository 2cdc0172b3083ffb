import { type Block, interactive, type Placed } from '../blocks/block.ts';

/** What must be known of an ephemeral to let its buttons work: where it is, whose, and what can be pressed on it. */
export interface Ephemeral {
  channel: string;
  userId: string;
  appId: string;
  /** The one window that it was shown in; undefined: all of the person's. */
  window: string | undefined;
  elements: Placed[];
}

const MOST = 5000;

/**
 * Ephemerals that were shown. Their text is not kept, only their buttons: what an app reveals in one is nowhere once
 * it has been sent. They go with the process, and the oldest when there are too many.
 */
export class Ephemerals {
  readonly #shown = new Map<string, Ephemeral>();

  put(ts: string, ephemeral: Omit<Ephemeral, 'elements'>, blocks: Block[]): void {
    this.#shown.set(ts, { ...ephemeral, elements: interactive(blocks) });
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MOST && oldest !== undefined) this.#shown.delete(oldest);
  }

  find(ts: string): Ephemeral | undefined {
    return this.#shown.get(ts);
  }

  remove(ts: string): void {
    this.#shown.delete(ts);
  }
}
