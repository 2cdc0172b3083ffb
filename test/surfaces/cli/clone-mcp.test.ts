import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { botClient } from '../../slack-clone/world.ts';
import { type Cloning, openCloning, urlOf } from './cloning.ts';

let here: Cloning;

beforeAll(async () => {
  here = await openCloning();
});

afterAll(async () => {
  await here[Symbol.asyncDispose]();
});

test('a model in a workspace speaks MCP over stdio with the token it was given, and none but that', async () => {
  const clone = await here.spun(' --mode api');
  const { id, tokens } = clone;
  const client = new Client({ name: 'a test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: join(here.client.path.split(':')[0] ?? '', 'botmint'),
      args: ['clone', 'mcp', id],
      env: {
        PATH: here.client.path,
        DATA_DIR: here.botmint.dataFolder,
        SLACK_MCP_TOKEN: tokens.botToken,
      },
    }),
  );
  const bot = botClient(urlOf(clone), tokens.botToken);
  const { channels = [] } = await bot.conversations.list({});
  const channel_id = channels.find(({ name }) => name === 'general')?.id ?? '';
  const sent = { name: 'slack_send_message', arguments: { channel_id, message: 'Hello from a model' } };
  expect(await client.callTool(sent)).toMatchObject({ structuredContent: { ok: true } });
  const { messages = [] } = await bot.conversations.history({ channel: channel_id, limit: 1 });
  expect(messages[0]?.text).toBe('Hello from a model');
  await here.pairOf(id, ' --reprovision');
  await expect(client.listTools()).rejects.toThrow(`${id} answered 401: token_revoked.`);
  await client.close();

  expect(await here.ask(`mcp ${id}`)).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(/^Set `?SLACK_MCP_TOKEN`? .*`?botmint clone tokens slack-\w{4}`? shows two/),
  });
  const wrong = await here.ask(`mcp ${id}`, { SLACK_MCP_TOKEN: 'xoxb-wrong-1' });
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('invalid_auth')]);
  expect(wrong.err).not.toContain('xoxb');
  await here.ask(`stop ${id}`);
  const stopped = await here.ask(`mcp ${id}`, { SLACK_MCP_TOKEN: tokens.userToken });
  expect(stopped).toMatchObject({ code: 1, err: expect.stringContaining('[CLONE_NOT_RUNNING]') });
});
