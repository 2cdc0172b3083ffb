import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { Running } from '../../running.ts';

interface Door extends AsyncDisposable {
  url: string;
}

/** A way in to /mcp that adds a token, for who can send none. Another's host and origin go through as they came. */
export async function openDoor({ api }: Running, token: string): Promise<Door> {
  const { port, host } = new URL(api);
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const own = headers.host === name ? { host } : {};
    const ours = headers.origin === `http://${name}` ? { origin: api } : {};
    const passed = { ...headers, ...own, ...ours, authorization: `Bearer ${token}` };
    const asked = ask({ host: '127.0.0.1', port, method, path, headers: passed }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const name = `localhost:${typeof bound === 'object' ? bound?.port : ''}`;
  return {
    url: `http://${name}/mcp`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
