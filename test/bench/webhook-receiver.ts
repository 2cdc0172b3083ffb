/**
 * Receives webhooks in a process of its own: counts them, and says on being asked what came and when. A path that begins
 * with `/hung` is never answered.
 */
import { createServer } from 'node:http';
import { z } from 'zod';

/** When each event came first, by the machine's clock in milliseconds. */
const came = new Map<string, number>();
let count = 0;

const server = createServer((request, response) => {
  if (request.url?.startsWith('/hung')) return;
  request.resume();
  request.once('end', () => {
    count += 1;
    const id = String(request.headers['webhook-id']);
    if (!came.has(id)) came.set(id, performance.timeOrigin + performance.now());
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});

const Asked = z.enum(['count', 'came', 'forget']);
process.on('message', (message) => {
  const asked = Asked.parse(message);
  if (asked === 'forget') {
    came.clear();
    count = 0;
  }
  process.send?.(asked === 'came' ? { came: [...came] } : { count });
});
process.on('disconnect', () => process.exit(0));
