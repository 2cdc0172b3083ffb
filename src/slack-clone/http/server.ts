import Fastify, { type FastifyInstance } from 'fastify';
import { logFailure } from '../failure.ts';
import * as workspaces from '../store/workspaces.ts';
import type { Workspace } from '../workspace.ts';
import { serveApi } from './api.ts';
import { serveAvatars } from './avatars.ts';
import { serveAuthorize } from './authorize.ts';
import { serveMcp } from './mcp.ts';
import { serveFiles } from './files.ts';
import { guardHost } from './guard.ts';
import { bundlePage, servePage } from './page.ts';
import { servePlain } from './plain.ts';
import { serveResponses } from './responses.ts';
import { serveSocket } from './socket.ts';
import { serveStream } from './stream.ts';

const LONGEST_BODY = 1_000_000;

/** All that the workspace answers to. The caller lets it listen. */
export function makeServer(workspace: Workspace, { hasPage }: { hasPage: boolean }): FastifyInstance {
  const server = Fastify({
    bodyLimit: LONGEST_BODY,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // A redirect would make Slack's own client give up.
    routerOptions: { ignoreTrailingSlash: true },
  });
  // Every body is read as bytes: what it is follows from Slack's rules, which are laxer than a parser's.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  guardHost(server, workspace.address);
  serveHealth(server, workspace);
  serveStream(server, workspace);
  serveApi(server, workspace);
  servePlain(server, workspace);
  serveResponses(server, workspace);
  serveAvatars(server, workspace);
  serveAuthorize(server, workspace);
  serveFiles(server, workspace);
  serveMcp(server, workspace);
  serveSocket(server, workspace);
  if (hasPage) {
    const bundle = bundlePage();
    // Nobody's words are in the page's own files, so here the whole message may be told.
    bundle.catch((error: unknown) => workspace.log.error(`The page could not be bundled: ${String(error)}`));
    servePage(server, bundle);
  } else serveNoPage(server);
  answerFailures(server, workspace);
  return server;
}

function serveNoPage(server: FastifyInstance): void {
  server.get('/', async (_request, reply) =>
    reply
      .code(404)
      .type('text/plain; charset=utf-8')
      .send('This workspace has no page, as it was made in the mode api. Its Web API is at /api/\n'),
  );
}

function serveHealth(server: FastifyInstance, { db }: Workspace): void {
  server.get('/healthz', async () => ({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    try {
      await workspaces.find(db);
      return { ok: true };
    } catch {
      return reply.code(503).send({ ok: false, error: 'The workspace cannot reach its database.' });
    }
  });
}

/** What never reached a method. Under /api it is an HTTP 200 all the same, because clients retry anything else. */
function answerFailures(server: FastifyInstance, workspace: Workspace): void {
  server.setNotFoundHandler(async (request, reply) => {
    if (request.url.startsWith('/api/')) return { ok: false, error: 'unknown_method' };
    return reply
      .code(404)
      .type('text/plain; charset=utf-8')
      .send('There is nothing here. The workspace is at /\n');
  });
  server.setErrorHandler(async (error, request, reply) => {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    if (!tooLarge) logFailure(workspace, 'A request', error);
    if (!request.url.startsWith('/api/')) return reply.code(tooLarge ? 413 : 500).send({ ok: false });
    const messages = ['[ERROR] a request must be smaller than 1 MB'];
    const answer = tooLarge
      ? { error: 'invalid_arguments', response_metadata: { messages } }
      : { error: 'internal_error' };
    return reply.code(200).send({ ok: false, ...answer });
  });
}
