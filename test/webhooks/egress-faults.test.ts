import { createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { EgressFault } from '../../src/core/ports.ts';
import { openEgress } from '../../src/jobs/webhooks/egress.ts';
import { openReceiver } from './receiver.ts';

const post = { headers: {}, body: '{}', timeoutMs: 2000 };
const HEAD = 'HTTP/1.1 200 OK\r\n';

interface Wire extends AsyncDisposable {
  url: string;
  /** How many connections are open. */
  open(): number;
}

/** A server that answers whatever it is sent by its own hand. */
async function openWire(answer: (socket: Socket) => unknown): Promise<Wire> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    socket.once('data', () => answer(socket));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** Writes one piece after the other for as long as somebody is there. */
function drip(socket: Socket, piece: string, everyMs: number, first = ''): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** Writes as fast as it is read. */
function flood(socket: Socket, piece: string | Buffer, first: string): void {
  socket.write(first);
  const pour = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', pour);
  pour();
}

const silent: [string, (socket: Socket) => unknown, EgressFault][] = [
  ['hangs up before it has said a word', (socket) => socket.end(), 'reset'],
  ['hangs up in the middle of its head', (socket) => socket.end(`${HEAD}x-one: 1\r\n`), 'reset'],
  ['resets the connection', (socket) => socket.resetAndDestroy(), 'reset'],
  ['talks another language', (socket) => socket.end('220 mail.example ESMTP\r\n'), 'not_http'],
  ['answers with bytes', (socket) => socket.end(Buffer.from([0, 1, 2, 0xff])), 'not_http'],
  ['puts a NUL in a header', (socket) => socket.end(`${HEAD}x-one: a\0b\r\n\r\n`), 'not_http'],
  ['never ends its head', (socket) => flood(socket, `x-filler: ${'a'.repeat(1000)}\r\n`, HEAD), 'not_http'],
  ['never ends a header', (socket) => flood(socket, 'a'.repeat(4096), `${HEAD}x-one: `), 'not_http'],
];

test.each(silent)('one that %s has not answered', async (_, answer, fault) => {
  await using wire = await openWire(answer);
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const reply = await egress.post({ ...post, url: wire.url });
  expect(reply).toMatchObject({ status: null, fault, body: '', isCut: false, address: '127.0.0.1' });
  await expect.poll(() => wire.open()).toBe(0);
});

// The longest first: those after them are over before they are.
test.concurrent('one that says nothing is let go after ten seconds, however much time there is', async () => {
  await using wire = await openWire(() => {});
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const reply = await egress.post({ ...post, url: wire.url, timeoutMs: 15_000 });
  expect(reply).toMatchObject({ status: null, fault: 'timeout' });
  expect(Math.abs(reply.durationMs - 10_000)).toBeLessThan(1500);
});

test.concurrent(
  'looking up and connecting end after five seconds, and with the time for all of it',
  async () => {
    await using egress = openEgress({ allowed: [], lookup: () => new Promise(() => {}) });
    const url = 'https://slow.example/';
    const [long, short] = await Promise.all([
      egress.post({ ...post, url, timeoutMs: 9000 }),
      egress.post({ ...post, url, timeoutMs: 500 }),
    ]);
    expect(long).toMatchObject({ status: null, fault: 'connect_timeout' });
    expect(Math.abs(long.durationMs - 5000)).toBeLessThan(500);
    expect(short).toMatchObject({ status: null, fault: 'timeout' });
    expect(Math.abs(short.durationMs - 500)).toBeLessThan(300);
  },
);

const slow: [string, (socket: Socket) => void, number | null][] = [
  ['says nothing', () => {}, null],
  ['says its head a letter at a time', (socket) => drip(socket, 'a', 300, HEAD), null],
  ['says to go on, for ever', (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 100), null],
  [
    'says its body a letter at a time',
    (socket) => drip(socket, 'a', 300, `${HEAD}content-length: 10000\r\n\r\n`),
    200,
  ],
  [
    'never ends its trailers',
    (socket) => drip(socket, 'x-a: 1\r\n', 100, `${HEAD}transfer-encoding: chunked\r\n\r\n0\r\n`),
    200,
  ],
];

test.concurrent.each(slow)('one that %s is let go when its time is over', async (_, answer, status) => {
  await using wire = await openWire(answer);
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const reply = await egress.post({ ...post, url: wire.url });
  // A status that came counts, however the rest went.
  expect(reply).toMatchObject({ status, fault: status === null ? 'timeout' : null, isCut: status !== null });
  expect(Math.abs(reply.durationMs - post.timeoutMs)).toBeLessThan(500);
  // Of tests at once only one could poll.
  await vi.waitFor(() => expect(wire.open()).toBe(0));
});

const cut: [string, (socket: Socket) => unknown, string][] = [
  [
    'resets the connection within its body',
    (socket) =>
      socket.write(`${HEAD}content-length: 100\r\n\r\nhalf`, () =>
        setTimeout(() => socket.resetAndDestroy(), 50),
      ),
    'half',
  ],
  ['hangs up within its body', (socket) => socket.end(`${HEAD}content-length: 100\r\n\r\nhalf`), 'half'],
  [
    'garbles its body',
    (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n`),
    'half',
  ],
];

test.each(cut)('one that %s has answered', async (_, answer, body) => {
  await using wire = await openWire(answer);
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  expect(await egress.post({ ...post, url: wire.url })).toMatchObject({
    status: 200,
    fault: null,
    isCut: true,
    body,
  });
});

test('an answer of 256 MB costs no more than what is kept of it', async () => {
  let sent = 0;
  await using wire = await openWire((socket) => {
    flood(socket, Buffer.alloc(65_536, 'a'), `${HEAD}content-length: ${2 ** 28}\r\n\r\n`);
    socket.on('close', () => (sent += socket.bytesWritten));
  });
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  await egress.post({ ...post, url: wire.url });
  const before = process.memoryUsage().rss;
  for (let index = 0; index < 10; index += 1) {
    const reply = await egress.post({ ...post, url: wire.url });
    expect(reply).toMatchObject({ status: 200, isCut: true, fault: null });
    expect(reply.body).toHaveLength(16_384);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(30e6);
  // What the two ends of a connection hold between them is all that was ever sent.
  expect(sent).toBeLessThan(2 ** 27);
});

test('what is packed stays packed', async () => {
  const bomb = gzipSync(Buffer.alloc(50e6));
  await using receiver = await openReceiver((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const reply = await egress.post({ ...post, url: receiver.url });
  expect(reply).toMatchObject({ status: 200, isCut: true });
  expect(reply.body.length).toBeLessThanOrEqual(16_384);
  expect(receiver.requests[0]?.headers['accept-encoding']).toBe(undefined);
});

test('a port where nobody listens refuses, each of many', async () => {
  const gone = await openReceiver();
  await gone[Symbol.asyncDispose]();
  await using egress = openEgress({ allowed: ['127.0.0.1'] });
  const many = Array.from({ length: 150 }, () => egress.post({ ...post, url: gone.url }));
  expect(new Set((await Promise.all(many)).map(({ fault }) => fault))).toEqual(new Set(['refused']));
});

test('a name without an address is not found', async () => {
  await using egress = openEgress({ allowed: [] });
  const reply = await egress.post({ ...post, url: 'https://nobody.invalid/' });
  expect(reply).toMatchObject({ status: null, fault: 'name_not_found', address: null });
});

test('the next address is tried where the first is not there', async () => {
  await using receiver = await openReceiver();
  const addresses = ['::1', '127.9.9.9', '127.0.0.1'].map((address) => ({ address }));
  await using egress = openEgress({ allowed: ['127.0.0.0/8', '::1'], lookup: async () => addresses });
  const { port } = new URL(receiver.url);
  const reply = await egress.post({ ...post, url: `http://several.example:${port}/` });
  expect(reply).toMatchObject({ status: 204, address: '127.0.0.1' });
});
