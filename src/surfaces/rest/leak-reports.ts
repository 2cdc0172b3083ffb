import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { takeReport } from '../../commands/leak-report.ts';
import { AppError } from '../../core/errors.ts';
import { Ring } from '../../core/ring.ts';
import { code, counted, say } from '../../core/text.ts';
import type { Underway } from '../underway.ts';
import { refusal } from './errors.ts';
import { refuse } from './refuse.ts';

const Report = z.strictObject({ credentials: z.array(z.string()).min(1).max(1000) });

/** As often as GitHub lets one address. */
const REPORTS = 60;
const HOUR_MS = 3_600_000;

/** Addresses remembered at once; the one that has been quiet longest is forgotten first. */
const REMEMBERED = 10_000;

/** Takes tokens that somebody found lying open, from anybody, as GitHub does. Which were real is not said. */
export function addLeakReports(server: FastifyInstance, deps: Deps, underway: Underway): void {
  const rings = new Map<string, Ring>();
  server.post('/api/v1/credentials/revoke', async (request, reply) =>
    underway.finish(answer(request, reply, deps, rings)),
  );
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  rings: Map<string, Ring>,
): Promise<FastifyReply> {
  const wait = waitOf(request.ip, deps.clock.elapsed(), rings);
  if (wait > 0) {
    const { status, headers, body } = refusal(tooMany());
    const later = { ...headers, 'retry-after': String(Math.ceil(wait / 1000)) };
    return reply.code(status).headers(later).send(body);
  }
  try {
    const { credentials } = read(request.body);
    await takeReport({ credentials, address: request.ip }, deps);
    return await reply.code(202).header('cache-control', 'no-store').send({ ok: true });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}

/** Milliseconds until this address may report again; 0 when it may, and then it is counted. */
function waitOf(address: string, now: number, rings: Map<string, Ring>): number {
  const ring = rings.get(address) ?? new Ring(REPORTS, { window: HOUR_MS });
  // Set anew, so that the map's order is the order of last use.
  rings.delete(address);
  rings.set(address, ring);
  const [oldest] = rings.keys();
  if (rings.size > REMEMBERED && oldest !== undefined) rings.delete(oldest);
  const wait = ring.wait(now);
  ring.take(now);
  return wait;
}

function tooMany(): AppError {
  return new AppError(
    'rate_limited',
    say`One address may make ${counted(REPORTS, 'report')} an hour. Each takes up to 1,000 tokens.`,
  );
}

function read(body: unknown): z.output<typeof Report> {
  const report = Report.safeParse(body);
  if (report.success) return report.data;
  throw new AppError(
    'invalid_input',
    say`A report is ${code('{"credentials": ["…"]}')} with 1 to 1,000 tokens.`,
  );
}
