import { isIPv6 } from 'node:net';
import type { Config } from './config.ts';
import type { OwnAddress } from './surfaces/own-address.ts';
import type { buildServer } from './surfaces/rest/server.ts';

/** Has a server listen, and answer to the names that it is reached by. Resolves with its address. @throws Error with a sentence where the port is taken. */
export async function listen(
  server: ReturnType<typeof buildServer>,
  { HOST: host, PUBLIC_URL: publicUrl }: Config,
  { port, another, own }: { port: number; another: string; own: OwnAddress },
): Promise<string> {
  await server.listen({ host, port }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken ? new Error(`Port ${port} is taken. ${another}`) : error;
  });
  const bound = server.server.address();
  const at = typeof bound === 'object' && bound ? bound.port : port;
  const url = new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${at}`);
  // As a browser writes them, without the port where it is HTTP's own.
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) own.add(`http://${name}:${at}`);
  own.add(url.origin);
  if (publicUrl !== undefined) own.add(publicUrl);
  // All addresses of a machine are none to go to.
  if (['0.0.0.0', '::'].includes(host)) url.hostname = '127.0.0.1';
  return url.origin;
}
