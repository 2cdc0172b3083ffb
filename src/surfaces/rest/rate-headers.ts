import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../commands/execute.ts';
import { type Allowance, OneRequest } from '../../commands/limits.ts';
import { rateHeaders } from '../rate-limit.ts';

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

/** Says on every answer to a request that was counted what is left. */
export function addRateHeaders(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    const allowance = requests.get(request.raw)?.allowance;
    if (allowance) reply.headers(rateHeaders(allowance));
    done(null, payload);
  });
}
