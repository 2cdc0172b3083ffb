import { createServer } from 'node:net';
import { CloneError } from '../clone-error.ts';

/** How many ports there are for workspaces, from the first on. */
const COUNT = 999;

/** The first port from `first` on that no workspace has and nobody listens on. 0 takes any. @throws CloneError NO_FREE_PORTS */
export async function choosePort(first: number, reserved: ReadonlySet<number>): Promise<number> {
  if (first === 0) return (await freePort(0)) ?? 0;
  const last = Math.min(first + COUNT - 1, 65_535);
  for (let port = first; port <= last; port += 1) {
    if (!reserved.has(port) && (await freePort(port)) !== undefined) return port;
  }
  throw new CloneError(
    'NO_FREE_PORTS',
    `None of the ports ${first} to ${last} is free. Give another: \`botmint clone spin slack --port ${last + 1}\`; \`botmint clone destroy\` frees that of a clone that is not wanted any more.`,
  );
}

/** This one if nobody listens on it, for 0 any; it may be taken a moment later. */
export async function freePort(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
