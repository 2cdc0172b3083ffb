import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import { call } from '../rest/calling.ts';
import { bearer, type Opened, signIn } from '../rest/signing-in.ts';
import { PING, post } from './posting.ts';

let botmint: Running;
let session: Opened;
let bots = 0;

beforeAll(async () => {
  botmint = await startBotmint();
  session = await signIn(botmint, 'bob');
});

afterAll(async () => botmint[Symbol.asyncDispose]());

/** Several at once, as 2025-03-26 has them. */
const batch = (count: number, method: string): string =>
  JSON.stringify(Array.from({ length: count }, (_, id) => ({ jsonrpc: '2.0', id, method })));

const NOTIFIED = { jsonrpc: '2.0', method: 'notifications/initialized' };

const resource = (uri: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri } });

/** The token of a bot that has asked nothing yet. */
async function fresh(): Promise<string> {
  const slug = `asks-${(bots += 1)}`;
  const headers = bearer(session.access_token);
  const { body } = await call(botmint, 'POST /api/v1/bots', { headers, body: { slug } });
  return String(body['token']);
}

test.each([
  ['a request', PING, 1],
  ['a tool', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami"}}', 1],
  ['no tool', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}', 1],
  ['a tool without a name', '{"jsonrpc":"2.0","id":1,"method":"tools/call"}', 1],
  ['a resource', resource('botmint://bots'), 1],
  ['no resource', resource('botmint://x'), 1],
  ['a resource without an address', '{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{}}', 1],
  ['a notification', '{"jsonrpc":"2.0","method":"notifications/initialized"}', 1],
  ['an answer to nothing', '{"jsonrpc":"2.0","id":1,"result":{}}', 1],
  ['no message at all', '[]', 1],
  ['what is no JSON', '{', 1],
  ['too much of it', `"${' '.repeat(2 * 1024 * 1024)}"`, 1],
  ['several requests', batch(7, 'tools/list'), 7],
  ['several notifications', JSON.stringify(Array.from({ length: 7 }, () => NOTIFIED)), 7],
  ['several of nothing', '[1,{},null]', 3],
])('%s counts, once for each message', async (_what, body, counted) => {
  const asker = bearer(await fresh());
  const left: (string | null)[] = [];
  for (const each of [body, PING]) left.push((await post(botmint, asker, each)).headers.get('ratelimit'));
  expect(left).toEqual([30 - counted, 29 - counted].map((more) => `"free";r=${more};t=1`));
});

test.each([
  ['POSTs', 40, JSON.stringify(NOTIFIED)],
  ['messages in one', 1, JSON.stringify(Array.from({ length: 10_000 }, () => NOTIFIED))],
])('more %s than that are refused, and say when to come back', async (_what, times, body) => {
  const asker = bearer(await fresh());
  const all = await Promise.all(Array.from({ length: times }, async () => post(botmint, asker, body)));
  const refused = all.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(Math.max(1, times - 30));
  for (const { headers } of refused)
    expect(['ratelimit-policy', 'ratelimit', 'retry-after'].map((name) => headers.get(name))).toEqual([
      '"free";q=30;w=1',
      '"free";r=0;t=1',
      '1',
    ]);
});

test('whoever has no limit is told of none', async () => {
  expect((await post(botmint, bearer(session.access_token))).headers.get('ratelimit')).toBeNull();
});
