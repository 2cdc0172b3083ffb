import type { Allowance } from '../commands/limits.ts';
import { REQUESTS_PER_SECOND, type Tier } from '../core/actor.ts';

/** What is left, for every answer to a request that was counted (draft-ietf-httpapi-ratelimit-headers-10). */
export const rateHeaders = (allowance: Allowance): Record<string, string> => ({
  'ratelimit-policy': POLICIES[allowance.tier],
  ratelimit: rateLimit(allowance),
});

const policy = (tier: Tier): string => `"${tier}";q=${REQUESTS_PER_SECOND[tier] ?? 0};w=1`;

/** `RateLimit-Policy`, a list of structured fields (RFC 9651): N requests in any window of one second. */
export const POLICIES: Record<Tier, string> = {
  free: policy('free'),
  pro: policy('pro'),
  enterprise: policy('enterprise'),
};

/** `RateLimit`: how many more fit at once, and that all do again in a second. */
export function rateLimit({ tier, left }: Allowance): string {
  return (SAID[tier][left] ??= `"${tier}";r=${left};t=1`);
}

/** Each is the same text every time. */
const SAID: Record<Tier, string[]> = { free: [], pro: [], enterprise: [] };
