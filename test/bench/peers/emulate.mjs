// The Slack part of emulate, as `npx emulate --service slack` starts it, with a bot in its general channel.
import { createServer } from 'node:http';
import { createEmulator } from 'emulate';
import { announce, listening, written } from '../sides/child.ts';

// It takes no port 0, so a free one is found first.
const finder = createServer();
const port = await listening(finder);
await new Promise((resolve) => finder.close(resolve));
// A token is refused after 5,000 requests, so there are many, of whom each asks in its turn.
const TOKENS = Array.from({ length: 60 }, (_, count) => `bench_token_${count}`);
const tokens = Object.fromEntries(TOKENS.map((token) => [token, { login: 'admin' }]));
const emulator = await createEmulator({ service: 'slack', port, seed: { tokens } });
const { url } = emulator;
const headersOf = (token) => ({
  host: new URL(url).host,
  authorization: `Bearer ${token}`,
  'content-type': 'application/x-www-form-urlencoded',
});
const headers = headersOf(TOKENS[0]);
const list = await (await fetch(`${url}/api/conversations.list`, { method: 'POST', headers })).json();
const channel = list.channels?.[0]?.id ?? '';
const said = new URLSearchParams({ channel, text: 'Deployed to production' }).toString();
const answer = await fetch(`${url}/api/chat.postMessage`, { method: 'POST', headers, body: said });
const { ok, error } = await answer.json();
if (!ok) throw new Error(`emulate takes no message: ${error}`);
announce(
  port,
  TOKENS.map((token) => written('POST /api/chat.postMessage', headersOf(token), said)),
  () => emulator.close(),
);
