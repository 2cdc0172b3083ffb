import type { Caller } from './caller.ts';
import { SlackError } from './error.ts';
import type { Clock } from '../stamps.ts';

/** Slack's rate tiers: how many calls a minute one token may make of one method. */
export type Tier = 't1' | 't2' | 't3' | 't4' | 't5';

/** Slack says "special" of t5; for chat.postMessage, the busiest of them, it is about one a second with short bursts. */
const CALLS_A_MINUTE: Record<Tier, number> = { t1: 1, t2: 20, t3: 50, t4: 100, t5: 60 };

const MINUTE = 60_000;

/** Remembers the calls of the last minute. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #calls = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A person's own client is exempt, as Slack's own clients are. */
  count(caller: Caller, method: { name: string; tier: Tier }): void {
    if (caller.appId === null) return;
    const now = this.#clock.now().getTime();
    const key = `${caller.tokenHash.toString('hex')} ${method.name}`;
    const recent = (this.#calls.get(key) ?? []).filter((time) => time > now - MINUTE);
    this.#calls.set(key, recent);
    const [oldest] = recent;
    if (oldest === undefined || recent.length < CALLS_A_MINUTE[method.tier]) {
      recent.push(now);
      return;
    }
    throw new SlackError('ratelimited', {
      retryAfter: Math.max(1, Math.ceil((oldest + MINUTE - now) / 1000)),
    });
  }
}
