import { readFile } from 'node:fs/promises';
import { App, LogLevel } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CreatedApp } from '../../src/slack-clone/clone.ts';
import { call } from './call.ts';
import type { Person } from './person.ts';
import { botClient, openWorld, quiet, type World } from './world.ts';

const BY_SOCKET = {
  display_information: { name: 'Socket' },
  features: {
    bot_user: { display_name: 'socket' },
    slash_commands: [{ command: '/socket', description: 'Say how it came' }],
  },
  oauth_config: {
    redirect_urls: ['http://127.0.0.1:1/back'],
    scopes: {
      bot: ['commands', 'chat:write', 'channels:join', 'channels:read', 'channels:history', 'users:read'],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['team_join', 'user_change'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
};

interface Installed extends CreatedApp {
  botToken: string;
  appToken: string;
}

/** An app that is reached by a socket alone, installed by a person. */
async function installBySocket(world: World, person: Person): Promise<Installed> {
  const created = await world.clone.createApp(BY_SOCKET);
  const { clientId: client_id, clientSecret: client_secret } = created;
  const scope = BY_SOCKET.oauth_config.scopes.bot.join(',');
  const { redirect } = await person.call('client.authorize', { client_id, scope });
  const code = new URL(String(redirect)).searchParams.get('code') ?? '';
  const access = await botClient(world.url, '').oauth.v2.access({ client_id, client_secret, code });
  return { ...created, botToken: access.access_token ?? '', appToken: created.appToken ?? '' };
}

/** Slack's own client, with what it was told of its connection. */
async function connect(world: World, { appToken }: { appToken: string }) {
  const client = new SocketModeClient({
    appToken,
    logger: quiet,
    // After this long without a connection it opens another one.
    clientPingTimeout: 500,
    clientOptions: { slackApiUrl: `${world.url}/api/`, retryConfig: { retries: 0 } },
  });
  const told: string[] = [];
  client.on('ws_message', (data: unknown) => told.push(String(data)));
  await client.start();
  return {
    client,
    told,
    [Symbol.asyncDispose]: () => client.disconnect(),
  };
}

const registryOf = async ({ registryPath }: World) => readFile(registryPath, 'utf8');

const Opened = z.object({ url: z.string() });

/** A bare WebSocket, to see what Slack's client hides, once it was told whether it is one of the app's. */
async function open(world: World, { appToken }: { appToken: string }) {
  const { url } = Opened.parse(await call(world.url, 'apps.connections.open', {}, appToken));
  const socket = new WebSocket(url);
  const came: unknown[] = [];
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => {
      came.push(JSON.parse(String(data)));
      resolve();
    });
    socket.addEventListener('error', reject);
  });
  return { url, socket, came, closed };
}

describe('Socket Mode', () => {
  test('lets an unmodified Bolt have commands, modals and events over a socket alone', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    const { appToken, botToken } = await installBySocket(world, alice);
    const clientOptions = { slackApiUrl: `${world.url}/api/`, retryConfig: { retries: 0 } };
    const bolt = new App({
      token: botToken,
      appToken,
      socketMode: true,
      convoStore: false,
      logger: quiet,
      logLevel: LogLevel.ERROR,
      clientOptions,
    });
    const changed: unknown[] = [];
    bolt.event('user_change', async ({ event }) => void changed.push(event.user.name));
    bolt.command('/socket', async ({ ack, client, body }) => {
      await ack('by socket');
      const title = { type: 'plain_text' as const, text: 'Modal' };
      const label = { type: 'plain_text' as const, text: 'Name' };
      const element = { type: 'plain_text_input' as const, action_id: 'name' };
      const blocks = [{ type: 'input' as const, block_id: 'name', label, element }];
      const view = { type: 'modal' as const, callback_id: 'go', title, submit: title, blocks };
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    bolt.view('go', async ({ ack }) => ack({ response_action: 'errors', errors: { name: 'is taken' } }));
    await bolt.start();
    try {
      await alice.command('/socket');
      expect((await alice.nextEvent('ephemeral')).message.text).toBe('by socket');
      const { view } = await alice.nextEvent('view_opened');
      const sent = await alice.submit(view, { name: 'steve' });
      expect(sent).toMatchObject({ response_action: 'errors', errors: { name: 'is taken' } });
      await using bob = await world.signIn('bob');
      await alice.call('client.setPerson', { user: bob.id, is_admin: true });
      await expect.poll(() => changed).toEqual(['bob']);
    } finally {
      await bolt.stop();
    }
    await expect(alice.command('/socket')).rejects.toThrow('dispatch_failed');
  });

  test('gives each envelope to one of the connections, in turn, and tells how many there are', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    const app = await installBySocket(world, alice);
    await using first = await connect(world, app);
    await using second = await connect(world, app);
    const answers: string[] = [];
    for (const [name, { client }] of Object.entries({ first, second }))
      client.on('slash_commands', async ({ ack }: { ack: (payload: object) => Promise<void> }) => {
        answers.push(name);
        await ack({ text: name });
      });
    for (let count = 0; count < 4; count += 1) await alice.command('/socket');
    expect(answers.toSorted()).toEqual(['first', 'first', 'second', 'second']);
    const hellos = [first, second].map(({ told }) => told.find((line) => line.includes('"hello"')));
    expect(hellos[1]).toContain('"num_connections":2');
    expect(hellos[0]).toContain(`"app_id":"${app.appId}"`);
  });

  test('warns before a connection ends, ends it, and Slack’s client comes back by itself', async () => {
    await using world = await openWorld({ socketLifetime: 1600 });
    await using alice = await world.signIn('alice');
    const app = await installBySocket(world, alice);
    const bare = await open(world, app);
    await using slacks = await connect(world, app);
    slacks.client.on('slash_commands', async ({ ack }: { ack: () => Promise<void> }) => ack());
    await alice.command('/socket').catch(String);
    await bare.closed;
    expect(bare.came).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'hello' }),
        expect.objectContaining({ type: 'disconnect', reason: 'warning' }),
        expect.objectContaining({ type: 'disconnect', reason: 'refresh_requested' }),
      ]),
    );
    const hellos = () => slacks.told.filter((line) => line.includes('"hello"')).length;
    await expect.poll(hellos, { timeout: 3000 }).toBeGreaterThan(1);
  });

  test('opens for an app-level token in the header alone, and an address is good once, for 30 s', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    const app = await installBySocket(world, alice);
    const { appToken } = app;
    await expect(call(world.url, 'apps.connections.open', { token: appToken })).rejects.toThrow('not_authed');
    await expect(world.bot.apps.connections.open()).rejects.toThrow('not_allowed_token_type');
    const used = await open(world, app);
    expect(used.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=\w{24}&app_id=A/);
    const { url: late } = Opened.parse(await call(world.url, 'apps.connections.open', {}, appToken));
    world.pass(30_000);
    for (const url of [used.url, late, `${used.url}x`]) {
      const refused = new WebSocket(url);
      await new Promise((resolve) => refused.addEventListener('error', resolve));
    }
    used.socket.close();
    await used.closed;
  });

  test('takes ten connections, no frame of nonsense for an answer, and none once it is turned off', async () => {
    await using world = await openWorld();
    await using alice = await world.signIn('alice');
    const app = await installBySocket(world, alice);
    const ten = await Promise.all(Array.from({ length: 10 }, () => open(world, app)));
    const eleventh = await open(world, app);
    await eleventh.closed;
    expect(eleventh.came).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
    for (const { socket } of ten) for (const frame of ['{', '[]', '{"envelope_id":1}']) socket.send(frame);
    expect(world.log).toEqual([]);
    const [token] = /xoxe\.[\w.-]+/.exec(await registryOf(world)) ?? [];
    const off = {
      ...BY_SOCKET,
      settings: { socket_mode_enabled: false },
      features: { bot_user: BY_SOCKET.features.bot_user },
    };
    await call(world.url, 'apps.manifest.update', { app_id: app.appId, manifest: off }, token);
    await Promise.all(ten.map(async ({ closed }) => closed));
    expect(ten[0]?.came.at(-1)).toMatchObject({ type: 'disconnect', reason: 'link_disabled' });
  });
});
