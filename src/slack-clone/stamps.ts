/** Time comes from the caller, so that a test can move it. */
export interface Clock {
  now(): Date;
}

/**
 * Message timestamps, as `1732230000.000100`. They are a message's name in Slack, so no two in a workspace are equal
 * and each is later than the one before, however the clock stands still or jumps back.
 */
export class Stamps {
  readonly #clock: Clock;
  #lastMicros: number;

  /** @param latest the newest timestamp that is stored, so that a restart goes on after it. */
  constructor(clock: Clock, latest: string | undefined) {
    this.#clock = clock;
    this.#lastMicros = latest === undefined ? 0 : Number(latest.replace('.', ''));
  }

  next(): string {
    this.#lastMicros = Math.max(this.#clock.now().getTime() * 1000, this.#lastMicros + 100);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }
}

/** Slack tells times beside messages in whole seconds. */
export function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** Timestamps are compared as text, so `1732230000` and `1732230000.1` get all their digits. */
export function widened(ts: string): string {
  const [seconds = '', fraction = ''] = ts.split('.');
  return `${seconds.padStart(10, '0')}.${fraction.padEnd(6, '0')}`;
}
