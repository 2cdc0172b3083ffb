// Receives what Botmint sends, for trying it out:
//   node receive.mjs --port 9000 --secret whsec_…
// It verifies each request, passes over what it has had before, answers, and prints a line for each event.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { verify } from './verify.mjs';

const MOST_BYTES = 1_048_576;

const { values } = parseArgs({
  options: { port: { type: 'string', default: '9000' }, secret: { type: 'string', default: '' } },
});
const say = (line) => process.stdout.write(`${line}\n`);

/** In a program that is more than a try, a table with a unique id, written to together with the work. */
const had = new Set();

const server = createServer(async (request, response) => {
  const answer = (status) => response.writeHead(status).end();
  if (request.method !== 'POST') return answer(405);
  if (Number(request.headers['content-length'] ?? Infinity) > MOST_BYTES) return answer(413);
  const rawBody = await buffer(request).catch(() => undefined);
  if (!rawBody) return undefined;
  try {
    verify(values.secret, request.headers, rawBody);
  } catch (error) {
    say(`refused: ${error.message}`);
    return answer(401);
  }
  // The same id comes again when an answer got lost, or when somebody replays it.
  const id = request.headers['webhook-id'];
  const isNew = !had.has(id);
  had.add(id);
  // First the answer, then whatever takes long.
  answer(204);
  return say(isNew ? `${id} ${rawBody}` : `${id} again, passed over`);
});

server.listen(Number(values.port), '127.0.0.1', () => {
  say(`Waits at http://127.0.0.1:${server.address().port}/`);
});
