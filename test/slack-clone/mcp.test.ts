import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Person } from './person.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

let world: World;
let alice: Person;

const BOT_SCOPES = [...MANIFEST.oauth_config.scopes.bot, 'reactions:read', 'reactions:write'];

beforeAll(async () => {
  const manifest = { ...MANIFEST, oauth_config: { scopes: { bot: BOT_SCOPES } } };
  world = await openWorld({ manifest });
  alice = await world.signIn('alice');
});

afterAll(async () => {
  await alice[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function connect(token: string): Promise<Client> {
  const client = new Client({ name: 'a test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${world.url}/mcp`), { requestInit }));
  return client;
}

const Answered = z.object({
  isError: z.boolean().optional(),
  structuredContent: z.looseObject({ ok: z.boolean(), error: z.string().optional() }),
});

async function use(client: Client, name: string, input: Record<string, unknown>) {
  return Answered.parse(await client.callTool({ name, arguments: input }));
}

const invalid = (code: string) => [401, `Bearer error="invalid_token", error_description="${code}"`];

const namesOf = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name);

describe('a model in the workspace', () => {
  test('finds a channel, says something there, reacts, answers, and reads it all back', async () => {
    const client = await connect(world.installation.botToken);
    const found = await use(client, 'slack_search_channels', { query: 'gener' });
    const { channels } = z
      .looseObject({ channels: z.array(z.looseObject({ id: z.string() })) })
      .parse(found.structuredContent);
    const channel_id = channels[0]?.id ?? '';
    const said = await use(client, 'slack_send_message', { channel_id, message: 'Hello **all**' });
    const message_ts = String(said.structuredContent['ts']);
    await use(client, 'slack_add_reaction', { channel_id, message_ts, emoji_name: 'wave' });
    await use(client, 'slack_reply_to_thread', { channel_id, thread_ts: message_ts, text: 'and more' });
    const thread = await use(client, 'slack_read_thread', { channel_id, message_ts });
    expect(thread.structuredContent).toMatchObject({
      messages: [{ text: 'Hello **all**', reactions: [{ name: 'wave', count: 1 }] }, { text: 'and more' }],
    });
    const history = await use(client, 'slack_get_channel_history', { channel_id, limit: 1 });
    expect(history.structuredContent).toMatchObject({ messages: [{ ts: message_ts, reply_count: 1 }] });
    await client.close();
  });

  test('is offered what its scopes allow, and is refused the rest in the words of the method', async () => {
    const client = await connect(world.installation.botToken);
    const names = await namesOf(client);
    expect(names).toContain('slack_get_reactions');
    expect(names).not.toContain('slack_search_public');
    expect(names).not.toContain('slack_read_file');
    const refused = await use(client, 'slack_read_file', { file_id: 'F0123456789' });
    expect(refused).toMatchObject({
      isError: true,
      structuredContent: { error: 'missing_scope', needed: 'files:read', provided: BOT_SCOPES.join(',') },
    });
    const search = await use(client, 'slack_search_public', { query: 'all' });
    expect(search.structuredContent.error).toBe('not_allowed_token_type');
    await client.close();
  });

  test('finds what was said, as a person, and only in public channels where it asks for those', async () => {
    const { channel } = await alice.web.conversations.create({ name: 'vault', is_private: true });
    await alice.web.chat.postMessage({ channel: channel?.id ?? '', text: 'a crocodile in private' });
    await alice.web.chat.postMessage({
      channel: await alice.channelId('#general'),
      text: 'a crocodile in public',
    });
    const client = await connect(alice.token);
    const texts = async (name: string) => {
      const { structuredContent } = await use(client, name, { query: 'crocodile' });
      const { messages } = z
        .looseObject({ messages: z.array(z.looseObject({ text: z.string() })) })
        .parse(structuredContent);
      return messages.map(({ text }) => text).toSorted();
    };
    expect(await texts('slack_search_public')).toEqual(['a crocodile in public']);
    expect(await texts('slack_search_public_and_private')).toEqual([
      'a crocodile in private',
      'a crocodile in public',
    ]);
    await client.close();
  });

  test('schedules nothing for sooner than two minutes', async () => {
    const client = await connect(alice.token);
    const channel_id = await alice.channelId('#general');
    const inSeconds = async (later: number) =>
      use(client, 'slack_schedule_message', {
        channel_id,
        message: 'later',
        post_at: Math.floor(Date.now() / 1000) + later,
      });
    expect((await inSeconds(60)).structuredContent.error).toBe('time_in_past');
    expect((await inSeconds(600)).structuredContent).toMatchObject({ ok: true, channel: channel_id });
    await client.close();
  });

  test('is told what is wrong with what it asks', async () => {
    const client = await connect(alice.token);
    const wrong = await use(client, 'slack_read_channel', { channel_id: 7 });
    expect(wrong).toMatchObject({ isError: true, structuredContent: { error: 'invalid_arguments' } });
    await expect(client.callTool({ name: 'slack_fly' })).rejects.toThrow('Unknown tool: slack_fly');
    await client.close();
  });

  test('is not let in without a token, with a wrong one, or one that was taken back', async () => {
    const ask = async (authorization?: string) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(authorization && { authorization }),
      };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
      const { status, headers: answered } = await fetch(`${world.url}/mcp`, {
        method: 'POST',
        headers,
        body,
      });
      return [status, answered.get('www-authenticate')];
    };
    expect(await ask()).toEqual([401, 'Bearer']);
    expect(await ask('Bearer xoxb-wrong')).toEqual(invalid('invalid_auth'));
    const bob = await world.signIn('bob');
    await bob.web.auth.revoke();
    expect(await ask(`Bearer ${bob.token}`)).toEqual(invalid('token_revoked'));
    await bob[Symbol.asyncDispose]();
  });
});
