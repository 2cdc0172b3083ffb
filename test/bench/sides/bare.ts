// What an answer costs on which nobody has to decide: node:http, and one body.
import { createServer } from 'node:http';
import { announce, listening, written } from './child.ts';

const body = process.env['BENCH_BODY'] ?? '';
const fields = [
  'content-type',
  'application/json; charset=utf-8',
  'content-length',
  String(Buffer.byteLength(body)),
];
const server = createServer((request, response) => {
  if (request.url !== '/api/v1/bots/me') return void response.writeHead(404).end();
  return void response.writeHead(200, fields).end(body);
});
const port = await listening(server);
const token = `af_bot_${'0'.repeat(64)}`;
announce(port, [
  written('GET /api/v1/bots/me', { host: `127.0.0.1:${port}`, 'x-agentflow-bot-token': token }),
]);
