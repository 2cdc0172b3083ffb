import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { parseJson } from '../api/request.ts';
import { logFailure } from '../failure.ts';
import { type Link, refuse } from '../interactions/sockets.ts';
import * as apps from '../store/apps.ts';
import type { Workspace } from '../workspace.ts';
import { isOwnHost } from './guard.ts';
import { SOCKET_PATH } from './socket-path.ts';

const LONGEST_FRAME = 1_000_000;
/** Slack's own client gives a connection up when it hears no ping for 30 s. */
const PING_EVERY = 10_000;
const PARTING = 500;

const Acknowledged = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** Socket Mode, on the workspace's own port. The ticket in the address is the authentication. */
export function serveSocket(server: FastifyInstance, workspace: Workspace): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_FRAME });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = URL.parse(request.url ?? '', workspace.address.url);
    const appId =
      isOwnHost(request.headers.host, workspace.address) && url?.pathname === SOCKET_PATH
        ? workspace.sockets.redeem(url.searchParams.get('ticket') ?? '')
        : undefined;
    if (appId === undefined) return void socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => {
      connect(workspace, appId, opened).catch((error: unknown) => {
        logFailure(workspace, 'A socket', error);
        opened.terminate();
      });
    });
  });
}

async function connect(workspace: Workspace, appId: string, socket: WebSocket): Promise<void> {
  const { sockets, db } = workspace;
  const link: Link = { send: (text) => socket.send(text), close: () => end(socket) };
  keepAlive(socket);
  // A frame that breaks the rules closes its connection, and is nobody else's failure.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => sockets.leave(appId, link));
  socket.on('message', (data, isBinary) => {
    const text = !isBinary && Buffer.isBuffer(data) ? data.toString('utf8') : '';
    const acknowledged = Acknowledged.safeParse(parseJson(text));
    if (acknowledged.success) sockets.acknowledge(link, acknowledged.data);
  });
  const app = await apps.known(db, appId);
  if (app?.manifest.socketMode !== true) return refuse(link, 'link_disabled');
  if (socket.readyState === socket.OPEN) sockets.join(appId, link);
}

/** Who does not say good-bye in return is not waited for. */
function end(socket: WebSocket): void {
  socket.close(1000);
  setTimeout(() => socket.terminate(), PARTING).unref();
}

/** Who has not answered the last ping when the next is due is gone, though nobody said so. */
function keepAlive(socket: WebSocket): void {
  let isThere = true;
  socket.on('pong', () => (isThere = true));
  const timer = setInterval(() => {
    if (!isThere) return socket.terminate();
    isThere = false;
    socket.ping('Ping from local');
  }, PING_EVERY).unref();
  socket.on('close', () => clearInterval(timer));
}
