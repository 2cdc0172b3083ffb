// What stands in for a homeserver where it is measured what is before one: it takes whatever it is sent, and has no users
// but those that are made.
import { createServer } from 'node:http';
import { announce, listening } from './child.ts';

const body = JSON.stringify({ event_id: '$AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG' });
const fields = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
const server = createServer((request, response) => {
  request.resume();
  const isAsked = request.url?.includes('/account/whoami') === true;
  request.on('end', () =>
    isAsked
      ? response.writeHead(403, { 'content-type': 'application/json' }).end('{"errcode":"M_FORBIDDEN"}')
      : response.writeHead(200, fields).end(body),
  );
});
announce(await listening(server), []);
