import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { carryOut, type Outcome } from '../api/carry-out.ts';
import { SlackError } from '../api/error.ts';
import { readCall } from '../api/request.ts';
import type { Workspace } from '../workspace.ts';
import { isOwnOrigin } from './guard.ts';

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
      const { answer, status } = await askedBy(request, reply, workspace, request.params.method);
      if (status === null) hangUp(reply);
      else await reply.code(status).send(answer);
    },
  });
}

/** Ends the connection without an answer: of a request that was read, destroying the request itself ends nothing. */
export function hangUp(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}

/** Calls a method with what a request brings, and says in the headers which scopes were looked at. */
export async function askedBy(
  request: FastifyRequest,
  reply: FastifyReply,
  workspace: Workspace,
  name: string,
): Promise<Outcome> {
  const outcome = await carryOut(workspace, name, async ({ ownPageOnly, headerOnly }) => {
    if (ownPageOnly) demandOwnPage(workspace, request);
    const call = await readRequest(request);
    // Among the arguments it could be in somebody's logs.
    if (headerOnly && request.headers.authorization === undefined) throw new SlackError('not_authed');
    return call;
  });
  const { caller, accepted, retryAfter } = outcome;
  reply.header('x-accepted-oauth-scopes', accepted);
  if (caller) reply.header('x-oauth-scopes', caller.scopes.join(','));
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return outcome;
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
