import type { Reply } from './ports.ts';
import { expiryOf, type Profile, stepAfter, withJitter } from './retries.ts';
import { parseRetryAfter } from './retry-after.ts';

const HOUR_MS = 3_600_000;
/** As long as Retry-After is honoured: longer, what waits would grow old for a slip of the pen. */
const LONGEST_REST_MS = { bot: HOUR_MS, custom: HOUR_MS, standard: 6 * HOUR_MS };
/** How long one that is overwhelmed is left alone. */
const OVERWHELMED_MS = 60_000;

/** What becomes of a delivery after an attempt, and of its webhook. */
export interface Verdict {
  state: 'waiting' | 'delivered' | 'failed' | 'expired';
  /** Milliseconds to the next attempt. */
  afterMs: number;
  /** Nothing else is to be sent there for so long. */
  restMs: number;
  /** Why it is no success: a code, or `status_…`. */
  error: string | null;
  /** What it asked to wait, in seconds. */
  retryAfter: number | null;
  /** The webhook wants no more: it is gone, or said so. */
  disable: 'gone' | 'told' | undefined;
}

interface Attempted {
  reply: Pick<Reply, 'status' | 'fault' | 'headers'>;
  /** 1 is the first. */
  number: number;
  profile: Profile;
  now: Date;
  /** When what is to be said happened. */
  happenedAt: Date;
  /** 0 to 1. */
  chance: number;
}

/** What an attempt came to. Only 2xx is a success: redirects are failures. */
export function judge({ reply, number, profile, now, happenedAt, chance }: Attempted): Verdict {
  const { status, fault, headers } = reply;
  const said = headers['webhook-delivery']?.trim().toLowerCase();
  const disable: Verdict['disable'] = status === 410 ? 'gone' : said === 'disable' ? 'told' : undefined;
  if (status !== null && status >= 200 && status < 300)
    return { state: 'delivered', afterMs: 0, restMs: 0, error: null, retryAfter: null, disable };
  const error = fault ?? `status_${status}`;
  const step = stepAfter(profile, number);
  const retryAfter =
    status === 429 || status === 503 ? parseRetryAfter(headers['retry-after'], now) : undefined;
  const restMs = Math.min((retryAfter ?? 0) * 1000, LONGEST_REST_MS[profile.retry]);
  const failed = { afterMs: 0, restMs, error, retryAfter: retryAfter ?? null, disable };
  // Where it may not go it may not go tomorrow either.
  if (fault === 'blocked_address' || said === 'abort-message' || step === undefined)
    return { ...failed, state: 'failed' };
  const least = isOverwhelmed(reply) && profile.retry !== 'custom' ? OVERWHELMED_MS : 0;
  const afterMs = Math.max(withJitter(Math.max(step, least), chance), restMs);
  const isTooOld = now.getTime() + afterMs - happenedAt.getTime() > expiryOf(profile);
  return { ...failed, afterMs, state: isTooOld ? 'expired' : 'waiting' };
}

const isOverwhelmed = ({ status, fault }: Pick<Reply, 'status' | 'fault'>): boolean =>
  status === 502 || status === 504 || fault === 'timeout' || fault === 'connect_timeout';
