import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ofPresented } from '../../commands/actors.ts';
import type { Command } from '../../commands/declare.ts';
import { type Deps, execute, executeOnce, refusalOf } from '../../commands/execute.ts';
import { AppError } from '../../core/errors.ts';
import { code, say, type Text } from '../../core/text.ts';
import { Secret } from '../../core/secret.ts';
import { presentedIn } from '../presented.ts';
import type { Underway } from '../underway.ts';
import { refusal } from './errors.ts';

/** Every command at the path of its declaration, for bots with their tokens. */
export function addRoutes(server: FastifyInstance, deps: Deps, underway: Underway): void {
  for (const command of deps.commands) {
    const [method = '', url = ''] = command.http.split(' ');
    const handler = async (request: FastifyRequest, reply: FastifyReply) =>
      underway.finish(answer(command, request, reply, deps));
    server.route({ method, url, handler });
  }
  server.setNotFoundHandler(async (request, reply) => refuse(reply, nothingThere(request)));
  server.setErrorHandler(async (error, _request, reply) => refuse(reply, badRequest(error, deps)));
}

async function answer(
  command: Command,
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<FastifyReply> {
  // What stands between knows an answer to a bearer for one person's; to the other header it does not.
  reply.header('cache-control', 'no-store');
  try {
    const from = { surface: 'rest', address: request.ip } as const;
    const actor = await ofPresented(presentedIn(request.headers), from, deps);
    const key = request.headers['idempotency-key'];
    // A program means what it sends: it is asked nothing.
    const outcome =
      key === undefined || command.effect === 'read'
        ? await execute(command, inputOf(request), actor, deps, true)
        : await executeOnce(command, inputOf(request), actor, deps, String(key));
    if (outcome.kind === 'confirm') return await refuse(reply, undefined);
    if (outcome.kind === 'refused') return await refuse(reply, outcome.error);
    if (outcome.kind === 'replayed') reply.header('idempotency-replayed', 'true');
    return await reply.send({ ok: true, ...shown(outcome.kind === 'done' ? outcome.output : outcome.body) });
  } catch (thrown) {
    return refuse(reply, refusalOf(thrown, deps));
  }
}

export function inputOf({ params, query, body }: FastifyRequest): unknown {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) return body;
  return { ...asObject(query), ...asObject(body), ...asObject(params) };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** The answer as JSON, with its secret in clear: this reply is the one place where the caller sees it. */
export function shown(output: unknown): object {
  const entries = Object.entries(asObject(output));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value]),
  );
}

export function refuse(reply: FastifyReply, error: AppError | undefined): FastifyReply {
  if (!error) throw new Error('a program was asked to confirm');
  const { status, headers, body } = refusal(error);
  return reply.code(status).headers(headers).send(body);
}

function nothingThere({ method, url }: FastifyRequest): AppError {
  const [path = ''] = url.split('?');
  return new AppError(
    'unknown_command',
    say`There is nothing at ${method} ${path.slice(0, 100)}. ${code('GET /api/v1/help')} says what there is.`,
  );
}

/** What Fastify refuses before a route is reached: an address or a body that cannot be read. */
export function badRequest(error: unknown, deps: Pick<Deps, 'log' | 'random'>): AppError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 500 || !(error instanceof Error)) return refusalOf(error, deps);
  const sentence = UNREADABLE['code' in error ? String(error.code) : ''];
  return new AppError(
    'invalid_input',
    sentence ?? say`The request cannot be read: ${error.message.slice(0, 200)}.`,
  );
}

/** A sentence for each way in which Fastify says that it could not read a request. */
const UNREADABLE: Readonly<Record<string, Text>> = {
  FST_ERR_BAD_URL: say`The address is not one: a percent sign in it has to be followed by two hexadecimal digits.`,
  FST_ERR_MAX_PARAM_LENGTH: say`A name in the address is too long. It may have 100 characters.`,
  FST_ERR_CTP_BODY_TOO_LARGE: say`The body is too large. It may have 1 MB.`,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: say`The body has to be JSON. Send it with the header ${code('content-type: application/json')}.`,
  FST_ERR_CTP_EMPTY_JSON_BODY: say`The body is empty, though its header says JSON. Send ${code('{}')}, or no ${code('content-type')}.`,
  FST_ERR_CTP_INVALID_JSON_BODY: say`The body is not valid JSON.`,
};
