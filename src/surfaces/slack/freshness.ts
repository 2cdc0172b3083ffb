import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../core/ports.ts';

/** Slack's own window, in seconds. Bolt looks at the past alone, so the future is ours to refuse. */
const WINDOW = 300;

/** Requests remembered at once; more than come in 300 s from a workspace at its limits. */
const REMEMBERED = 100_000;

/**
 * Exactly what Slack sends. Bolt reads more loosely, and `v0=…=x` would be another signature to us and the same to it.
 */
const TIMESTAMP = /^\d{1,12}$/;
const SIGNATURE = /^v0=[0-9a-f]{64}$/;

/**
 * Refuses requests that are too old, from the future, or were here before. Who sends one is known only after Bolt has
 * read its body, so a request is remembered for good once Bolt has found it signed: nobody pushes real ones out with
 * made-up ones.
 */
export class Freshness {
  readonly #clock: Clock;
  /** Being read: at most one a connection. */
  readonly #underway = new Set<string>();
  /** Found signed: timestamp and signature -> when it may be forgotten, in seconds; the oldest first. */
  readonly #seen = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why this request is refused, or what to call when it was answered. */
  admit(headers: IncomingHttpHeaders): { refused: string } | { answered: () => void } {
    const key = keyOf(headers);
    if (key === undefined) return { refused: 'This request is not signed as Slack signs.' };
    const now = this.#now();
    if (Math.abs(now - Number(headers['x-slack-request-timestamp'])) > WINDOW)
      return { refused: 'The timestamp of this request is more than 300 s away from now.' };
    if (this.#seen.has(key) || this.#underway.has(key))
      return { refused: 'This request was here before, and is carried out once.' };
    this.#underway.add(key);
    return { answered: () => this.#underway.delete(key) };
  }

  /** Slack signed this one. */
  remember(headers: IncomingHttpHeaders): void {
    const key = keyOf(headers);
    if (key === undefined) return;
    const now = this.#now();
    this.#makeRoom(now);
    // A timestamp may be as far ahead as it may be behind.
    this.#seen.set(key, now + 2 * WINDOW);
  }

  #makeRoom(now: number): void {
    for (const [key, until] of this.#seen) {
      if (until > now && this.#seen.size < REMEMBERED) return;
      this.#seen.delete(key);
    }
  }

  #now(): number {
    return this.#clock.now().getTime() / 1000;
  }
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = headers;
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return undefined;
  return TIMESTAMP.test(timestamp) && SIGNATURE.test(signature)
    ? `${Number(timestamp)} ${signature}`
    : undefined;
}
