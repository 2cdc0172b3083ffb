import fastify, { type FastifyInstance } from 'fastify';
import type { Meter } from '../../core/ports.ts';
import type { OwnAddress } from '../own-address.ts';

/** What whoever watches a process may ask it. */
export interface Watched {
  /** What has to be up, by name. */
  parts: Record<string, () => Promise<void>>;
  /** All that is counted, as Prometheus reads it. */
  scrape: () => Promise<{ contentType: string; text: string }>;
  meter: Meter;
}

/** The port of a process that serves nothing else. */
export function buildWatch(watched: Watched, own: OwnAddress): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  addWatching(server, watched, own.hosts);
  return server;
}

/** Health, metrics, and no answer at all to another's name. */
export function addWatching(
  server: FastifyInstance,
  { parts, scrape, meter }: Watched,
  hosts: ReadonlySet<string>,
): void {
  server.addHook('onRequest', ({ headers, routeOptions }, reply, done) => {
    if (routeOptions.config.isForeign === true || hosts.has(headers.host?.toLowerCase() ?? '')) return done();
    return void reply
      .code(421)
      .send({ ok: false, error: 'unknown_host', detail: 'This server does not answer to that host name.' });
  });
  server.addHook('onResponse', ({ method, routeOptions }, { statusCode }, done) => {
    meter.answered(method, routeOptions.url ?? 'none', statusCode);
    done();
  });
  server.get('/healthz', async () => ({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    const states = await Promise.all(
      Object.entries(parts).map(async ([name, ping]) => [name, await isUp(ping)] as const),
    );
    return reply.code(states.every(([, up]) => up) ? 200 : 503).send(Object.fromEntries(states));
  });
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await scrape();
    return reply.type(contentType).header('cache-control', 'no-store').send(text);
  });
}

async function isUp(ping: () => Promise<void>): Promise<boolean> {
  return ping().then(
    () => true,
    // Being down is the answer here, not an error.
    () => false,
  );
}
