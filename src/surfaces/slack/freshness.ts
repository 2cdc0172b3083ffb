import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../core/ports.ts';

/** Slack's own window, in seconds. Bolt looks at the past alone, so the future is ours to refuse. */
const WINDOW = 300;

/** Requests remembered at once; more than come in 300 s from a workspace at its limits. */
const REMEMBERED = 100_000;

/** Refuses requests that are too old, from the future, or were here before. */
export class Freshness {
  readonly #clock: Clock;
  /** timestamp and signature -> when it may be forgotten, in seconds; the oldest first. */
  readonly #seen = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Why this request is refused, or what to call when it turned out not to be signed by Slack: then it is forgotten,
   * so that nobody can push real ones out with made-up ones.
   */
  admit(headers: IncomingHttpHeaders): { refused: string } | { forget: () => void } {
    const timestamp = Number(headers['x-slack-request-timestamp']);
    const signature = headers['x-slack-signature'];
    const now = this.#clock.now().getTime() / 1000;
    if (!Number.isInteger(timestamp) || typeof signature !== 'string') return { refused: 'not signed' };
    if (Math.abs(now - timestamp) > WINDOW) return { refused: 'the timestamp is more than 300 s away' };
    const key = `${timestamp} ${signature}`;
    if (this.#seen.has(key)) return { refused: 'this request was here before' };
    this.#makeRoom(now);
    // A timestamp may be as far ahead as it may be behind.
    this.#seen.set(key, now + 2 * WINDOW);
    return { forget: () => this.#seen.delete(key) };
  }

  #makeRoom(now: number): void {
    for (const [key, until] of this.#seen) {
      if (until > now && this.#seen.size < REMEMBERED) return;
      this.#seen.delete(key);
    }
  }
}
