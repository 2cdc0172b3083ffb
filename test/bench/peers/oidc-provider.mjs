// oidc-provider's introspection (RFC 7662), with its own adapter in memory.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { announce, listening, written } from '../sides/child.ts';

const TOKENS = 100;
const server = createServer();
const port = await listening(server);
const origin = `http://127.0.0.1:${port}`;
const provider = new Provider(origin, {
  clients: [
    {
      client_id: 'bench',
      client_secret: 'a-secret-for-a-bench',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true } },
});
server.on('request', provider.callback());
const headers = {
  host: `127.0.0.1:${port}`,
  authorization: `Basic ${Buffer.from('bench:a-secret-for-a-bench').toString('base64')}`,
  'content-type': 'application/x-www-form-urlencoded',
};
const requests = [];
for (let count = 0; count < TOKENS; count += 1) {
  const answer = await fetch(`${origin}/token`, {
    method: 'POST',
    headers,
    body: 'grant_type=client_credentials',
  });
  const { access_token: token } = await answer.json();
  requests.push(written('POST /token/introspection', headers, `token=${token}`));
}
announce(port, requests);
