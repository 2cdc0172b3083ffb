import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * The workspace answers under its own names only. A page elsewhere that rebinds its name to 127.0.0.1 could otherwise
 * sign in as an admin.
 */
export function guardHost(server: FastifyInstance, address: { url: string }): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    if (isOwnHost(request.headers.host, address)) return;
    await refuse(reply, `This workspace answers at ${address.url} only. Open that address.`);
  });
}

/** A browser tells where a request was made; scripts and servers say nothing. */
export function isOwnOrigin(request: FastifyRequest, address: { url: string }): boolean {
  const { origin } = request.headers;
  return origin === undefined || (URL.canParse(origin) && isOwnHost(new URL(origin).host, address));
}

async function refuse(reply: FastifyReply, sentence: string): Promise<void> {
  await reply.code(403).type('text/plain; charset=utf-8').send(`${sentence}\n`);
}

/** Both names of this machine, and always with the port: 80 is never ours. */
export function isOwnHost(host: string | undefined, address: { url: string }): boolean {
  const { port } = new URL(address.url);
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}
