import { createServer } from 'node:http';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify';
import type { Deps } from '../../commands/execute.ts';
import { MAX_BODY } from '../body-limit.ts';
import type { Mount } from '../mount.ts';
import type { OwnAddress } from '../own-address.ts';
import type { Underway } from '../underway.ts';
import { addAgentflow } from './agentflow.ts';
import { addOpenapi, PAGE } from './describing.ts';
import { addFileForms } from './file-form.ts';
import { frontPage } from './front-page.ts';
import { HotPath } from './hot-path.ts';
import { addRateHeaders } from './rate-headers.ts';
import { refuse } from './refuse.ts';
import { requestIdFor } from './request-id.ts';
import { addRoutes } from './routes.ts';
import { addRefresh } from './refresh.ts';
import { addStandards } from './standards.ts';
import { addTerminal } from './terminal.ts';
import { unreadable } from './unreadable.ts';
import { addWatching, type Watched } from './watching.ts';

export interface ServerOptions {
  deps: Deps;
  mounts: readonly Mount[];
  watched: Watched;
  own: OwnAddress;
  workspaceUrl: string | undefined;
  /** Where a workspace installs Botmint; undefined where none does. */
  installPath?: string | undefined;
  underway: Underway;
  /** Networks of proxies whose word on where a caller comes from is taken. */
  trustedProxies: readonly string[];
}

/** How long what is underway may still take when the server closes: the rest has to stop in under 3 s as well. */
const PATIENCE_MS = 2000;

/** Port 3000: the API, what is mounted, health, metrics, and a page that says where everything is. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { deps, mounts, watched, own, underway, trustedProxies } = options;
  const hotPath = new HotPath({ deps, hosts: own.hosts, underway });
  const server = fastify({
    // What a proxy says of where a caller comes from is read on the ordinary road alone.
    ...(trustedProxies.length === 0 && { serverFactory: startingWith(hotPath) }),
    bodyLimit: MAX_BODY,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    forceCloseConnections: true,
    // An address that cannot be read reaches no route, hook or handler of ours.
    frameworkErrors: (error, { headers }, reply) => {
      reply.header('x-request-id', requestIdFor(headers, deps.ids));
      void refuse(reply, unreadable(error, deps));
    },
  });
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', requestIdFor(request.headers, deps.ids));
    done();
  });
  server.decorateRequest('actor');
  // What is no JSON is refused as that, and not taken for a text.
  server.removeContentTypeParser('text/plain');
  addFileForms(server);
  // Sends its own away first: what it began after the rest was waited for would be cut.
  hotPath.learnFrom(server);
  // From here on whoever comes is sent away with 503; what came before is answered.
  server.addHook('preClose', async () => {
    deps.polls.close();
    await underway.settled(PATIENCE_MS);
  });
  addWatching(server, watched, own.hosts);
  addRateHeaders(server);
  server.get('/', async (_request, reply) =>
    reply.headers(PAGE).send(frontPage({ ...options, commandBot: deps.homeserver?.self })),
  );
  for (const mount of mounts) server.register(mounted(mount));
  addStandards(server, deps, underway);
  addOpenapi(server, deps, own);
  addAgentflow(server, deps, underway, own);
  addRefresh(server, deps, underway);
  addTerminal(server, deps, underway);
  addRoutes(server, deps, underway, own);
  return server;
}

/** A server as Fastify makes one, but for what is answered before it. */
function startingWith(hotPath: HotPath): FastifyServerFactory {
  return (ordinary, { keepAliveTimeout, requestTimeout }) => {
    const server = Object.assign(createServer(), { keepAliveTimeout, requestTimeout });
    hotPath.before(ordinary, server);
    return server;
  };
}

/** The body is left on the wire for the listener: its signature is over the raw bytes. */
function mounted(mount: Mount) {
  return async (scope: FastifyInstance): Promise<void> => {
    const { takesAll = false, isForeign = false, isPage = false } = mount;
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const answer = (request: FastifyRequest, reply: FastifyReply): void => {
      const admitted = mount.admit?.(request.headers);
      if (admitted && 'refused' in admitted)
        return void reply.code(401).send({ ok: false, error: 'invalid_signature', detail: admitted.refused });
      reply.hijack();
      const requestId = reply.getHeader('x-request-id');
      if (requestId !== undefined) reply.raw.setHeader('x-request-id', requestId);
      if (admitted) reply.raw.once('close', admitted.answered);
      // `/slack/%65vents` is the same path to Fastify and another to Bolt, which would throw and never answer.
      request.raw.url = isPage
        ? mount.path + (URL.parse(request.url, 'http://own')?.search ?? '')
        : mount.path;
      mount.listener(request.raw, reply.raw, request.ip);
    };
    const method = takesAll ? [...scope.supportedMethods] : isPage ? 'GET' : 'POST';
    scope.route({ method, url: mount.path, config: { isForeign }, handler: answer });
  };
}
