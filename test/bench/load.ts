import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Side } from './side.ts';

const CONNECTIONS = 32;
const END = Buffer.from('\r\n\r\n');

export interface Load {
  answered: number;
  /** Those that were not answered with 200. */
  others: number;
  seconds: number;
}

/** Asks a side, over 32 connections (or as many as are said) that are kept, one request after the other on each, each request in its turn. */
export async function load(
  side: Side,
  milliseconds: number,
  most = Infinity,
  connections = CONNECTIONS,
): Promise<Load> {
  const sockets = await Promise.all(Array.from({ length: connections }, async () => open(side.port)));
  const tally = { next: 0, answered: 0, others: 0 };
  const began = performance.now();
  const until = began + milliseconds;
  await Promise.all(sockets.map(async (socket) => ask(socket, side.requests, tally, until, most)));
  for (const socket of sockets) socket.destroy();
  return { ...tally, seconds: (performance.now() - began) / 1000 };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function ask(
  socket: Socket,
  requests: readonly Buffer[],
  tally: { next: number; answered: number; others: number },
  until: number,
  most: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const send = (): void => {
      if (tally.next >= most || performance.now() >= until) {
        resolve();
        return;
      }
      socket.write(requests[tally.next % requests.length] ?? '');
      tally.next += 1;
    };
    let left: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      left = left.length === 0 ? bytes : Buffer.concat([left, bytes]);
      const length = lengthOf(left);
      if (length === undefined || left.length < length) return;
      tally.answered += 1;
      if (left.toString('latin1', 9, 12) !== '200') tally.others += 1;
      left = left.subarray(length);
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server hung up')));
    send();
  });
}

/** Of the first answer in these bytes, head and body; undefined while its head is not all there. */
function lengthOf(bytes: Buffer): number | undefined {
  const end = bytes.indexOf(END);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end).toLowerCase();
  const [, length] = /\ncontent-length: (\d+)/.exec(head) ?? [];
  if (length !== undefined) return end + 4 + Number(length);
  const last = bytes.indexOf('\r\n0\r\n\r\n', end);
  return last < 0 ? undefined : last + 7;
}
