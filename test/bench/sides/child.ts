// What each side does in its process.
import { once } from 'node:events';
import type { Server } from 'node:http';

/** Says where it listens and what it is to be asked; closes when whoever started it has gone. */
export function announce(
  port: number,
  requests: readonly string[],
  close: () => Promise<void> = async () => {},
): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.once('disconnect', () => void close().finally(() => process.exit(0)));
  process.send?.({ port, requests });
}

/** The port of 127.0.0.1 that it was given. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A request as it goes over the wire. */
export function written(asked: string, headers: Record<string, string>, body = ''): string {
  const fields = Object.entries({
    ...headers,
    ...(body !== '' && { 'content-length': String(body.length) }),
  });
  return `${asked} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

/** What a bot says where it is measured what that costs. */
export const MESSAGE = JSON.stringify({ room_id: '!AbCdEf:bench.test', text: 'Deployed to production' });
export const JSON_BODY = { 'content-type': 'application/json' };
