// What stands in for a homeserver where it is measured what is before one: it takes whatever it is sent.
import { createServer } from 'node:http';
import { announce, listening } from './child.ts';

const body = JSON.stringify({ event_id: '$AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG' });
const fields = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, fields).end(body));
});
announce(await listening(server), []);
