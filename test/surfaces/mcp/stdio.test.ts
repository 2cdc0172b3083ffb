import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { issue } from '../rest/calling.ts';
import { saidTo, tokenIn } from '../slack/asking.ts';
import { connect, connectOver, textIn } from './connecting.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 30d -s "bots:read bots:write tokens:write"'));
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const over = (environment: Record<string, string> = {}) =>
  new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, 'mcp'],
    env: { BOTMINT_URL: botmint.api, BOTMINT_TOKEN: token, ...environment },
    stderr: 'pipe',
  });

/** What the bridge writes for these lines, and nothing but. */
async function linesFor(input: string, environment: Record<string, string> = {}): Promise<unknown[]> {
  const env = { BOTMINT_URL: botmint.api, BOTMINT_TOKEN: token, ...environment };
  const child = spawn(process.execPath, [MAIN, 'mcp'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

const asking = (id: number, method: string, params?: object): string =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;

test.each([{}, { versionNegotiation: { mode: { pin: '2026-07-28' } } }])(
  'the official client finds over stdio what it finds over HTTP, and is answered the same: %o',
  async (options) => {
    await using here = await connectOver(over(), options);
    await using there = await connect(botmint.api, token, options);
    expect(here.client.getNegotiatedProtocolVersion()).toBe(there.client.getNegotiatedProtocolVersion());
    expect(await here.client.listTools()).toEqual(await there.client.listTools());
    expect(await here.client.listResources()).toEqual(await there.client.listResources());
    for (const [name, input] of [
      ['bots_show', { username: 'steve' }],
      ['bots_update', { username: 'steve', display_name: 'Stéve — the Deployer' }],
      ['audit_list', {}],
    ] as const)
      expect(await here.call(name, input)).toEqual(await there.call(name, input));
    const uri = 'botmint://bots/steve';
    expect(await here.client.readResource({ uri })).toEqual(await there.client.readResource({ uri }));
    // A name that no header can hold goes through as well.
    const sentence = 'There is no bot named `Stéve`.';
    await expect(here.client.readResource({ uri: 'botmint://bots/Stéve' })).rejects.toThrow(sentence);
  },
);

test('a token is no part of an answer here either', async () => {
  await using steve = await connectOver(over());
  const answer = await steve.call('tokens_issue', { username: 'steve', expiry: '3d', scopes: ['bots:read'] });
  expect(textIn(answer)).toMatch(/is not shown here\. bob gets a message in the chat with `Show token`/);
  expect(tokenIn(answer)).toBe('');
});

test('who may not ask, and who reaches nobody, is told in a sentence', async () => {
  const revoked = await issue(bob, '-u steve -e 3d');
  await saidTo(bob, `/tokens revoke ${revoked.id}`);
  expect(await linesFor(asking(1, 'ping'), { BOTMINT_TOKEN: revoked.token })).toMatchObject([
    { jsonrpc: '2.0', id: 1, error: { message: expect.stringMatching(/revoked/) as unknown } },
  ]);
  const nowhere = await linesFor(asking(2, 'ping'), { BOTMINT_URL: 'http://127.0.0.1:1' });
  expect(nowhere).toEqual([
    {
      jsonrpc: '2.0',
      id: 2,
      error: {
        code: -32_603,
        message: expect.stringMatching(
          /^Botmint does not answer at http:\/\/127\.0\.0\.1:1 .*\. Is it running there\?$/,
        ) as unknown,
      },
    },
  ]);
});

test('without a login no model becomes the operator, whom server.json names', async () => {
  const env = { BOTMINT_URL: '', BOTMINT_TOKEN: '', DATA_DIR: botmint.dataFolder };
  for (const [method, params] of [['initialize'], ['tools/call', { name: 'bots_list' }]] as const)
    expect(await linesFor(asking(1, method, params), env)).toEqual([
      {
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: -32_603,
          message: `You are not logged in at ${botmint.api}, and no model is its operator. \`botmint session --for @alice\` makes a login; or put a bot's token in \`BOTMINT_TOKEN\`.`,
        },
      },
    ]);
});

test('each line is answered in one, what is no message too, and what needs no answer has none', async () => {
  const notification = '{"jsonrpc":"2.0","method":"notifications/initialized"}\n';
  const batch = `[${asking(3, 'ping').trim()},${asking(4, 'ping').trim()}]\r\n`;
  const answers = await linesFor(`\n${asking(1, 'ping')}${notification}nonsense\n42\n${batch}`);
  const noMessage = {
    jsonrpc: '2.0',
    id: null,
    error: { code: -32_700, message: 'This line is no JSON-RPC message.' },
  };
  expect(answers).toHaveLength(5);
  expect(answers).toEqual(
    expect.arrayContaining([
      noMessage,
      ...[1, 3, 4].map((id) => expect.objectContaining({ id, result: {} }) as unknown),
    ]),
  );
});
