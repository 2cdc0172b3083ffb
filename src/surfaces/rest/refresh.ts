import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Deps } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { refreshSession } from '../../commands/sessions-refresh.ts';
import { addressOf } from '../../core/addresses.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import type { Underway } from '../underway.ts';
import { refuse } from './refuse.ts';
import { shown } from './routes.ts';

const Refresh = z.strictObject({ refresh_token: z.string().max(8192) });

/** How a session goes on: whoever has its refresh token is who may ask. */
export function addRefresh(server: FastifyInstance, deps: Deps, underway: Underway): void {
  server.post('/api/v1/sessions/refresh', async (request, reply) =>
    underway.finish(answer(request, reply, deps)),
  );
}

async function answer({ body, ip }: FastifyRequest, reply: FastifyReply, deps: Deps): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  try {
    const given = Refresh.safeParse(body).data;
    if (!given) throw unread();
    const session = await refreshSession(given.refresh_token, addressOf(ip), deps);
    return await reply.send({ ok: true, ...shown(session) });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}

const unread = (): AppError =>
  new AppError('invalid_input', say`The body is ${code('{"refresh_token": "…"}')} and nothing else.`);
