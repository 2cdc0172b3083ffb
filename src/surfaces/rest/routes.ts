import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Command } from '../../commands/declare.ts';
import { type Deps, execute, executeOnce } from '../../commands/execute.ts';
import { refuseUnread } from '../../commands/refusing.ts';
import { refusalOf } from '../../commands/refusal.ts';
import type { Actor } from '../../core/actor.ts';
import { sessionsOpen } from '../../commands/sessions-open.ts';
import { AppError } from '../../core/errors.ts';
import { code, say } from '../../core/text.ts';
import { Secret } from '../../core/secret.ts';
import type { OwnAddress } from '../own-address.ts';
import type { Underway } from '../underway.ts';
import { bodyLimitOf } from './file-form.ts';
import { identifying } from './identify.ts';
import { goneOf } from './gone.ts';
import { forOne } from './rate-headers.ts';
import { refuse } from './refuse.ts';
import { unreadable } from './unreadable.ts';

/** Every command at the path of its declaration, for whoever has a token or a session. */
export function addRoutes(server: FastifyInstance, deps: Deps, underway: Underway, own: OwnAddress): void {
  // How a session is opened is no command that could be typed.
  for (const command of [...deps.commands, sessionsOpen]) {
    const [method = '', url = ''] = command.http.split(' ');
    server.route({
      method,
      url,
      config: { command },
      bodyLimit: bodyLimitOf(command),
      onRequest: identifying(command, deps, own),
      handler: async (request, reply) => underway.finish(answer(command, request, reply, deps)),
    });
  }
  server.setNotFoundHandler(async (request, reply) => refuse(reply, nothingThere(request)));
  server.setErrorHandler(async (error, request, reply) => {
    const { actor, routeOptions } = request;
    const { command } = routeOptions.config;
    const unread = unreadable(error, deps);
    const isTold = actor === undefined || command === undefined || unread.code === 'internal_error';
    return refuse(
      reply,
      isTold ? unread : await refuseUnread(command, unread, actor, forOne(request.raw, deps)),
    );
  });
}

async function answer(
  command: Command,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<FastifyReply> {
  try {
    const actor = actorOf(request);
    const standing = { ...forOne(request.raw, deps), ...(command.reach && { gone: goneOf(reply) }) };
    const key = request.headers['idempotency-key'];
    // A program means what it sends: it is asked nothing.
    const outcome =
      key === undefined || command.effect === 'read'
        ? await execute(command, inputOf(request), actor, standing, true)
        : await executeOnce(command, inputOf(request), actor, standing, String(key));
    if (outcome.kind === 'confirm') throw new Error('a program was asked to confirm');
    if (outcome.kind === 'refused') return await refuse(reply, outcome.error);
    if (outcome.kind === 'replayed') reply.header('idempotency-replayed', 'true');
    return await reply.send({ ok: true, ...shown(outcome.kind === 'done' ? outcome.output : outcome.body) });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}

/** Who asks, at a route at which that is known. */
export function actorOf({ actor }: FastifyRequest): Actor {
  if (!actor) throw new Error('nobody was asked who they are');
  return actor;
}

export function inputOf({ params, query, body }: FastifyRequest): unknown {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) return body;
  return { ...asObject(query), ...asObject(body), ...asObject(params) };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** The answer as JSON, with its secrets in clear: this reply is the one place where the caller sees them. */
export function shown(output: unknown): object {
  const entries = Object.entries(asObject(output));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}

function nothingThere({ method, url }: FastifyRequest): AppError {
  const [path = ''] = url.split('?');
  return new AppError(
    'unknown_command',
    say`There is nothing at ${method} ${path.slice(0, 100)}. ${code('GET /api/v1/help')} says what there is.`,
  );
}
