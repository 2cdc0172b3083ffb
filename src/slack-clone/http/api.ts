import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, identify } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { acceptedScopes, type Answer, type Method } from '../api/method.ts';
import { readCall } from '../api/request.ts';
import { logFailure } from '../failure.ts';
import { METHODS } from '../methods/index.ts';
import type { Workspace } from '../workspace.ts';
import { isOwnOrigin } from './guard.ts';

const BY_NAME = new Map(METHODS.map((method) => [method.name, method]));

/** What Postgres says to text it cannot hold: a NUL, or half of a surrogate pair. */
const BAD_TEXT = new Set(['22021', '22P05']);

/** `GET` and `POST /api/<method>`. Always HTTP 200, but for `ratelimited`: clients retry anything else for minutes. */
export function serveApi(server: FastifyInstance, workspace: Workspace): void {
  // Clients read both of every answer, so they are there before anything can go wrong.
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/'))
      reply.headers({ 'x-oauth-scopes': '', 'x-accepted-oauth-scopes': '' });
  });
  server.route<{ Params: { method: string } }>({
    method: ['GET', 'POST'],
    url: '/api/:method',
    handler: async (request, reply) => {
      const { method: name } = request.params;
      await answer(workspace, BY_NAME.get(name), name, request, reply);
    },
  });
}

async function answer(
  workspace: Workspace,
  method: Method | undefined,
  name: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    if (!method) throw new SlackError('unknown_method');
    // `ok` comes first, and a method may take it back, as api.test does.
    const said = { ok: true, ...(await invoke(workspace, method, request, reply)) };
    workspace.log.info?.(`${method.name} ok`);
    await reply.send(said);
  } catch (error) {
    const refused = refusal(workspace, name, error, reply);
    // What is no method of ours may be anything that somebody typed.
    workspace.log.info?.(`${method?.name ?? 'an unknown method'} ${String(refused['error'])}`);
    await reply.send(refused);
  }
}

/** What a method answers to a request. Both scope headers are set on the way, before anything can go wrong. */
export async function invoke(
  workspace: Workspace,
  method: Method,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer> {
  reply.header('x-accepted-oauth-scopes', acceptedScopes(method));
  if (method.ownPageOnly) demandOwnPage(workspace, request);
  const call = await readRequest(request);
  let caller: Caller | undefined;
  if (method.scopes) {
    caller = await identify(workspace, call.token);
    reply.header('x-oauth-scopes', caller.scopes.join(','));
    workspace.limits?.count(caller, method);
  }
  return method.invoke(workspace, caller, call.arguments);
}

/** Another page could send a form or plain text without asking the browser's leave, so it must be JSON as well. */
function demandOwnPage(workspace: Workspace, request: FastifyRequest): void {
  const isJson = /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
  if (request.method !== 'POST' || !isJson) throw new SlackError('invalid_post_type');
  if (!isOwnOrigin(request, workspace.address)) throw new SlackError('invalid_origin');
}

/** From what the web framework has to what Slack's rules read. */
export async function readRequest(request: FastifyRequest) {
  return readCall({
    query: { ...(typeof request.query === 'object' ? request.query : {}) },
    contentType: request.headers['content-type'] ?? '',
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
    authorization: request.headers.authorization,
  });
}

/** What nobody threw on purpose is logged without its message and told as `internal_error`. */
export function refusal(workspace: Workspace, name: string, error: unknown, reply: FastifyReply): Answer {
  if (error instanceof SlackError) {
    const { retryAfter, ...details } = error.details;
    if (error.code === 'ratelimited') reply.code(429).header('retry-after', String(retryAfter));
    return { ok: false, error: error.code, ...details };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && BAD_TEXT.has(code)) return { ok: false, error: 'invalid_charset' };
  logFailure(workspace, name, error);
  return { ok: false, error: 'internal_error' };
}
