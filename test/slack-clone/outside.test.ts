import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { SlackApp } from 'slack-edge';
import { SlackAPIClient } from 'slack-web-api-client';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { MANIFEST, openWorld, type World } from './world.ts';

const { bot } = MANIFEST.oauth_config.scopes;
const manifest = {
  ...MANIFEST,
  oauth_config: { scopes: { bot: [...bot, 'files:read', 'files:write'] } },
  settings: {
    ...MANIFEST.settings,
    event_subscriptions: { bot_events: ['message.channels', 'file_shared'] },
  },
};

/** What is called on the client that Brian LeRoux keeps. Its own types know no method that is younger than 2018. */
interface Slack {
  chat: { postMessage(form: object): Promise<unknown> };
  conversations: Record<'history' | 'list', (form: object) => Promise<unknown>>;
  users: { list(form: object): Promise<unknown> };
  search: { messages(form: object): Promise<unknown> };
  files: Record<'list' | 'info', (form: object) => Promise<unknown>>;
}

/** It learns where Slack is when it is loaded, and from the environment alone. */
async function loadSlack(url: string): Promise<Slack> {
  process.env['STENO_URL'] = url;
  try {
    const loaded = z.object({ default: z.custom<Slack>() }).parse(await import('slack'));
    return loaded.default;
  } finally {
    delete process.env['STENO_URL'];
  }
}

/** An app of slack-edge's, behind a server of Node's, and the workspace told that it is there. */
async function openEdge({ installation, clone }: World) {
  const { botToken, botUserId, signingSecret } = installation;
  const app = new SlackApp({
    env: { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken },
    // Else it asks auth.test of Slack itself.
    authorize: async () => ({ botToken, botId: '', botUserId, botScopes: [] }),
  });
  const server = createServer(async (request, response) => {
    const init = { method: 'POST', headers: new Headers(), body: new Uint8Array(await buffer(request)) };
    for (const [name, value] of Object.entries(request.headers)) init.headers.set(name, String(value));
    const answer = await app.run(new Request(`http://edge.test${request.url}`, init));
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await clone.install(manifest, { requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return {
    app,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('a client that is not Slack’s', () => {
  test('slack-web-api-client talks, reads, and sends and searches files', async () => {
    await using world = await openWorld({ manifest });
    const at = { baseUrl: `${world.url}/api/` };
    const client = new SlackAPIClient(world.installation.botToken, at);
    const { channels = [] } = await client.conversations.list();
    const channel = channels.find(({ name }) => name === 'bots')?.id ?? '';
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'from outside' });
    await client.chat.postMessage({ channel, text: 'a reply', thread_ts: ts });
    const { messages = [] } = await client.conversations.replies({ channel, ts });
    expect(messages.map(({ text }) => text)).toEqual(['from outside', 'a reply']);
    const { members = [] } = await client.users.list();
    expect(new Set(members.map(({ name }) => name))).toEqual(new Set(['alice', 'bob', 'botmint', 'carol']));
    const blob = new Blob(['outside']);
    const { upload_url = '', file_id = '' } = await client.files.getUploadURLExternal({
      filename: 'outside.md',
      length: blob.size,
    });
    expect((await fetch(upload_url, { method: 'POST', body: blob })).status).toBe(200);
    const files = [{ id: file_id, title: 'Outside' }] as const;
    await client.files.completeUploadExternal({ files: [...files], channel_id: channel });
    expect((await client.files.info({ file: file_id })).content).toBe('outside');
    const search = { query: 'outside', sort: 'score', sort_dir: 'desc' } as const;
    const person = new SlackAPIClient(world.installation.userToken, at);
    expect((await person.search.messages(search)).messages?.total).toBe(1);
    expect((await person.search.files(search)).files?.matches).toMatchObject([{ id: file_id }]);
    await expect(client.search.messages(search)).rejects.toThrow('not_allowed_token_type');
  });

  test('slack, which puts the token among the arguments, does too', async () => {
    await using world = await openWorld({ manifest });
    await using bob = await world.signIn('bob');
    const [token, person] = [world.installation.botToken, bob.token];
    const slack = await loadSlack(world.url);
    const channel = await bob.channelId('#bots');
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'from *afar*' } }];
    await slack.chat.postMessage({ token, channel, text: 'from afar', blocks });
    expect((await bob.nextEvent('message')).message).toMatchObject({ text: 'from afar', blocks });
    expect(await slack.conversations.history({ token, channel })).toMatchObject({ messages: [{ blocks }] });
    expect(await slack.conversations.list({ token })).toMatchObject({ channels: [{}, {}] });
    expect(await slack.users.list({ token })).toMatchObject({ members: [{}, {}, {}, {}] });
    await bob.web.filesUploadV2({ channel_id: channel, filename: 'a.txt', file: Buffer.from('a') });
    expect(await slack.files.list({ token, channel })).toMatchObject({ files: [{ name: 'a.txt' }] });
    const found = slack.search.messages({ token: person, query: 'afar' });
    expect(await found).toMatchObject({ messages: { total: 1 } });
    await expect(slack.users.list({ token: 'xoxb-none' })).rejects.toThrow('invalid_auth');
  });

  test('slack-edge checks our signatures by its own code, and takes events and commands', async () => {
    await using world = await openWorld({ manifest });
    await using bob = await world.signIn('bob');
    await using edge = await openEdge(world);
    const came: unknown[] = [];
    edge.app.event('message', async ({ payload }) => void came.push(payload.subtype ?? payload.type));
    edge.app.event('file_shared', async ({ payload }) => void came.push(payload.channel_id));
    edge.app.command('/bots', async ({ payload }) => `You said ${payload.text}.`);
    const channel = await bob.channelId('#bots');
    await bob.web.chat.postMessage({ channel, text: 'hello' });
    await bob.web.filesUploadV2({ channel_id: channel, filename: 'a.txt', file: Buffer.from('a') });
    await expect.poll(() => came).toHaveLength(3);
    expect(came).toEqual(expect.arrayContaining(['message', 'file_share', channel]));
    await bob.command('/bots create steve');
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('You said create steve.');
    expect(world.log).toEqual([]);
  });
});
