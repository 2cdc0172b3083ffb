import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../commands/execute.ts';
import { type Allowance, OneRequest } from '../../commands/limits.ts';
import { REQUESTS_PER_SECOND, type Tier } from '../../core/actor.ts';

const requests = new WeakMap<IncomingMessage, OneRequest>();

/** What the commands of one request stand on: however many they come to, it is counted once. */
export function forOne(request: IncomingMessage, deps: Deps): Deps {
  const limits = requests.get(request) ?? new OneRequest(deps.limits);
  requests.set(request, limits);
  return { ...deps, limits };
}

/** A request that was counted before it got here. */
export function noteCounted(request: IncomingMessage, deps: Deps, allowance: Allowance): void {
  requests.set(request, new OneRequest(deps.limits, allowance));
}

/** Says on every answer to a request that was counted what is left (draft-ietf-httpapi-ratelimit-headers-10). */
export function addRateHeaders(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const allowance = requests.get(request.raw)?.allowance;
    if (allowance) {
      reply.header('ratelimit-policy', POLICIES[allowance.tier]);
      reply.header('ratelimit', rateLimit(allowance));
    }
    done(null, payload);
  });
}

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
