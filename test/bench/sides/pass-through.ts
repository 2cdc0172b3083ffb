// What it costs to hand a message on and do nothing else: node:http before, undici behind.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { env } from 'node:process';
import { Pool } from 'undici';
import { announce, JSON_BODY, listening, MESSAGE, written } from './child.ts';

const pool = new Pool(env['BENCH_HOMESERVER'] ?? '');
let txn = 0;
const server = createServer((request, response) => void pass(request, response));

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { room_id: room, text } = JSON.parse(await textOf(request)) as { room_id: string; text: string };
  txn += 1;
  const answer = await pool.request({
    method: 'PUT',
    path: `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${txn}?user_id=%40bot_steve%3Abench.test`,
    headers: { ...JSON_BODY, authorization: 'Bearer as_token_of_a_bench_0123456789abcdef' },
    body: JSON.stringify({ msgtype: 'm.text', body: text, 'm.mentions': {} }),
  });
  const { event_id } = (await answer.body.json()) as { event_id: string };
  const told = JSON.stringify({ ok: true, event_id });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(told) };
  response.writeHead(200, headers).end(told);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const port = await listening(server);
announce(port, [written('POST /api/v1/sendMessage', { host: `127.0.0.1:${port}`, ...JSON_BODY }, MESSAGE)]);
