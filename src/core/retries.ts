import type { RetryName } from './webhooks.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The list of Standard Webhooks 1.0, after the first attempt: 75 h 35 m in all. */
const STANDARD_MS = [
  5000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** As Telegram has it: doubling to a minute, until what there is to say is a day old. */
const BOT_LONGEST_MS = MINUTE_MS;
const BOT_EXPIRY_MS = 24 * HOUR_MS;

const LONGEST_JITTER_MS = 15 * MINUTE_MS;
const JITTER = 0.1;

export interface Profile {
  retry: RetryName;
  /** Of a custom one: milliseconds from each failure to the next attempt. */
  retry_steps: readonly number[] | null;
}

/** Whole milliseconds from the failure of attempt `number`, 1 the first, to the next; undefined when it was the last. */
export function stepAfter({ retry, retry_steps: steps }: Profile, number: number): number | undefined {
  if (retry === 'bot') return Math.min(1000 * 2 ** (number - 1), BOT_LONGEST_MS);
  return (retry === 'standard' ? STANDARD_MS : (steps ?? []))[number - 1];
}

/** How old, in milliseconds, what is to be said may become until it is not tried any more. */
export const expiryOf = ({ retry }: Profile): number => (retry === 'bot' ? BOT_EXPIRY_MS : Infinity);

/** Up to a tenth later, and at most 15 minutes, so that not all come back at once. `chance` is 0 to 1. */
export function withJitter(milliseconds: number, chance: number): number {
  return Math.round(milliseconds + Math.min(milliseconds * JITTER, LONGEST_JITTER_MS) * chance);
}
