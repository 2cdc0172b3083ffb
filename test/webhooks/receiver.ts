import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** A POST as it came over the wire. */
interface Received {
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Milliseconds on `performance.now()`'s clock, when all of it was there. */
  at: number;
}

type Answer = (request: Received, response: ServerResponse) => void | Promise<void>;

/** Somebody's server that webhooks are sent to, on 127.0.0.1. */
export interface Receiver extends AsyncDisposable {
  /** Without a slash at its end. */
  url: string;
  requests: Received[];
  /** How it answers from here on; 204 unless told otherwise. One that does nothing leaves the caller hanging. */
  answer: Answer;
  /** How many connections were ever made to it. */
  connections(): number;
  /** Resolves when this many have come, ever. Fails after ten seconds with what did come. */
  received(count: number): Promise<Received[]>;
}

export const answering =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };

export async function openReceiver(answer: Answer = answering(204)): Promise<Receiver> {
  let connections = 0;
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    void read(request).then(
      (whole) => {
        receiver.requests.push(whole);
        for (const look of waiting) look();
        return receiver.answer(whole, response);
      },
      // The caller went away in the middle of it.
      () => response.destroy(),
    );
  });
  server.on('connection', () => (connections += 1));
  // A test may be slower than a server's patience.
  Object.assign(server, { keepAliveTimeout: 60_000, requestTimeout: 0, headersTimeout: 0 });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    answer,
    connections: () => connections,
    received: (count) => arrived(receiver, count, waiting),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    path: request.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
    at: performance.now(),
  };
}

async function arrived(receiver: Receiver, count: number, waiting: Set<() => void>): Promise<Received[]> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => {
    if (receiver.requests.length >= count) resolve();
  };
  const late = setTimeout(() => {
    const paths = receiver.requests.map(({ path }) => path).join(' ');
    reject(new Error(`${receiver.requests.length} of ${count} came: ${paths}`));
  }, 10_000);
  waiting.add(look);
  look();
  try {
    await promise;
  } finally {
    clearTimeout(late);
    waiting.delete(look);
  }
  return receiver.requests;
}
