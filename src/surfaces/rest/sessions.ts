import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Deps, execute } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { sessionsOpen } from '../../commands/sessions-open.ts';
import { refreshSession } from '../../commands/sessions-refresh.ts';
import { addressOf } from '../../core/addresses.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import type { OwnAddress } from '../own-address.ts';
import type { Underway } from '../underway.ts';
import { identifying } from './identify.ts';
import { forOne } from './rate-headers.ts';
import { refuse } from './refuse.ts';
import { actorOf, inputOf, shown } from './routes.ts';

const Refresh = z.strictObject({ refresh_token: z.string().max(8192) });

/** How a session begins and goes on. Where it is listed and ended, it is a command like any other. */
export function addSessions(server: FastifyInstance, deps: Deps, underway: Underway, own: OwnAddress): void {
  const answering =
    (work: (request: FastifyRequest) => Promise<object>) =>
    async (request: FastifyRequest, reply: FastifyReply) =>
      underway.finish(answer(work, request, reply, deps));
  server.route({
    method: 'POST',
    url: '/api/v1/sessions',
    config: { command: sessionsOpen },
    onRequest: identifying(sessionsOpen, deps, own),
    handler: answering(async (request) => {
      const outcome = await execute(
        sessionsOpen,
        inputOf(request),
        actorOf(request),
        forOne(request.raw, deps),
        true,
      );
      if (outcome.kind === 'refused') throw outcome.error;
      return outcome.kind === 'done' ? shown(outcome.output) : {};
    }),
  });
  server.post(
    '/api/v1/sessions/refresh',
    answering(async ({ body, ip }) => {
      const given = Refresh.safeParse(body).data;
      if (!given)
        throw new AppError(
          'invalid_input',
          say`The body is ${code('{"refresh_token": "…"}')} and nothing else.`,
        );
      return shown(await refreshSession(given.refresh_token, addressOf(ip), deps));
    }),
  );
}

async function answer(
  work: (request: FastifyRequest) => Promise<object>,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  try {
    return await reply.send({ ok: true, ...(await work(request)) });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}
