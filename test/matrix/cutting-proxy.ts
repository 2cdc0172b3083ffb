import { createServer, type Server, Socket } from 'node:net';
import { once } from 'node:events';
import { freePort } from '../redis-server.ts';

/** What stands between Botmint and its homeserver, and can lose an answer on the way. */
export interface CuttingProxy extends AsyncDisposable {
  url: string;
  /**
   * From now on no answer to a request with this in it comes through: the homeserver's is awaited, and then every
   * connection breaks. Resolves when the first was lost.
   */
  loseAnswersTo(part: string): Promise<void>;
  /** All comes through again. */
  mend(): void;
}

export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let losing: { part: string; lost: () => void } | undefined;
  const server: Server = createServer((near) => {
    const far = new Socket().connect(Number(port), hostname);
    let asked = '';
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (chunk) => {
      asked = String(chunk);
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (losing && asked.includes(losing.part)) {
        for (const socket of open) socket.destroy();
        losing.lost();
      } else near.write(chunk);
    });
  });
  const own = await freePort();
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${own}`,
    loseAnswersTo: async (part) =>
      new Promise((lost) => {
        losing = { part, lost };
      }),
    mend() {
      losing = undefined;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
