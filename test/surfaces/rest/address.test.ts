import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeBehind } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let plain: Running;
let proxied: Running;
let people: Person[];
let tokens: [string, string];

beforeAll(async () => {
  [plain, proxied] = await Promise.all([
    startBotmint(),
    startBotmint({ TRUSTED_PROXIES: '127.0.0.0/8, 198.51.100.7' }),
  ]);
  people = [await plain.person('bob'), await proxied.person('bob')];
  const issued: string[] = [];
  for (const bob of people) {
    await saidTo(bob, '/bots create steve');
    issued.push((await issue(bob, '-u steve -e 3d')).token);
  }
  tokens = [issued[0] ?? '', issued[1] ?? ''];
  for (const { databaseUrl } of [plain, proxied])
    await changeBehind(databaseUrl, "update token set networks = '{10.0.0.0/8}'");
});

afterAll(async () => {
  for (const person of people) await person[Symbol.asyncDispose]();
  for (const botmint of [plain, proxied]) await botmint[Symbol.asyncDispose]();
});

async function answered(botmint: Running, forwarded: string | undefined): Promise<unknown> {
  const token = tokens[botmint === plain ? 0 : 1];
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const { status, body } = await call(botmint, 'GET /api/v1/bots/me', { token, headers });
  return status === 200 ? 200 : body['detail'];
}

const ANOTHER = "Its bot's owner can issue another: `tokens issue`.";

test.each([undefined, '10.1.2.3', '10.1.2.3, 127.0.0.1'])(
  'a caller is where their connection comes from, whatever they write of it: %s',
  async (forwarded) => {
    expect(await answered(plain, forwarded)).toBe(`This token may not be used from 127.0.0.1. ${ANOTHER}`);
  },
);

test.each([
  ['10.1.2.3', 200],
  ['10.1.2.3, 198.51.100.7', 200],
  ['10.1.2.3, 192.0.2.1', `This token may not be used from 192.0.2.1. ${ANOTHER}`],
  ['192.0.2.1', `This token may not be used from 192.0.2.1. ${ANOTHER}`],
  ['nonsense', `This token may not be used from an unknown address. ${ANOTHER}`],
  [undefined, `This token may not be used from 127.0.0.1. ${ANOTHER}`],
])('a trusted proxy says where a caller comes from, and nobody before it: %s', async (forwarded, answer) => {
  expect(await answered(proxied, forwarded)).toBe(answer);
});

test('over MCP they are where they are here', async () => {
  const statuses = [plain, proxied].map(async (botmint) => {
    const body = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const token = tokens[botmint === plain ? 0 : 1];
    const accept = 'application/json, text/event-stream';
    const headers = { 'x-forwarded-for': '10.1.2.3', authorization: `Bearer ${token}`, accept };
    return (await call(botmint, 'POST /mcp', { headers, body })).status;
  });
  expect(await Promise.all(statuses)).toEqual([403, 200]);
});
