import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from './rows.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

const Told = z.looseObject({
  event_id: z.string(),
  event: z.looseObject({ type: z.string(), text: z.string().optional(), event_ts: z.string() }),
});

interface Came {
  headers: IncomingMessage['headers'];
  body: z.infer<typeof Told>;
}

/** A server of the app's own, that answers with whatever status is set. */
async function openListener() {
  const came: Came[] = [];
  const answer = { status: 200, headers: {} as Record<string, string> };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      came.push({ headers: request.headers, body: Told.parse(JSON.parse(text)) });
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/events`,
    came,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Makes the database refuse to forget what an app has taken. */
const AWAY = `
  create function clone_slack_local.away() returns trigger language plpgsql
    as $$ begin raise 'away'; end $$;
  create trigger away before delete on clone_slack_local.event_retry
    for each row execute function clone_slack_local.away()`;

const timeOf = ({ event }: Came['body']): number => Number(event.event_ts);

const retryOf = ({ headers }: Came) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']];

async function subscribe(
  world: World,
  request_url: string,
  bot_events: string[],
  bot = [...MANIFEST.oauth_config.scopes.bot, 'app_mentions:read'],
): Promise<void> {
  const settings = { ...MANIFEST.settings, event_subscriptions: { request_url, bot_events } };
  const manifest = { ...MANIFEST, settings, oauth_config: { scopes: { bot } } };
  await world.clone.install(manifest, { requestUrl: world.requestUrl });
}

describe('an event that an app does not take', () => {
  test('is told again at once, after a minute and after five, with the same id, also after a restart', async () => {
    await using world = await openWorld();
    await using app = await openListener();
    await subscribe(world, app.url, ['message.channels']);
    app.answer.status = 500;
    await world.post({ channel: '#general', text: 'hello' });
    await expect
      .poll(() => app.came.map(retryOf))
      .toEqual([
        [undefined, undefined],
        ['1', 'http_error'],
      ]);
    await expect.poll(() => world.log.length).toBe(2);
    world.pass(59_000);
    await world.restart();
    expect(app.came).toHaveLength(2);
    world.pass(2000);
    await expect.poll(() => app.came.length, { timeout: 3000 }).toBe(3);
    world.pass(301_000);
    await expect.poll(() => app.came.length, { timeout: 3000 }).toBe(4);
    expect(app.came.slice(2).map(retryOf)).toEqual([
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(app.came.map(({ body }) => body.event_id)).size).toBe(1);
    await expect.poll(() => world.log.at(-1)).toContain('is told no more of it');
    world.pass(3_600_000);
    await world.post({ channel: '#general', text: 'last' });
    await expect.poll(() => app.came.length).toBe(6);
    expect(app.came.slice(4).map(({ body }) => body.event.text)).toEqual(['last', 'last']);
  });

  test('is told again also when the database was away in between', async () => {
    await using world = await openWorld();
    await using app = await openListener();
    await subscribe(world, app.url, ['message.channels']);
    app.answer.status = 500;
    await world.post({ channel: '#general', text: 'hello' });
    await expect.poll(() => world.log.length).toBe(2);
    app.answer.status = 200;
    await ask(world.databaseUrl, AWAY);
    world.pass(61_000);
    await expect.poll(() => world.log.at(-1), { timeout: 3000 }).toContain('Telling events again');
    await ask(world.databaseUrl, 'drop function clone_slack_local.away cascade');
    world.pass(11_000);
    await expect.poll(() => app.came.length, { timeout: 3000 }).toBe(4);
    const left = () => ask(world.databaseUrl, 'select 1 from clone_slack_local.event_retry');
    await expect.poll(left).toEqual([]);
  });

  test('is not told again to an app that says so', async () => {
    await using world = await openWorld();
    await using app = await openListener();
    await subscribe(world, app.url, ['message.channels']);
    Object.assign(app.answer, { status: 500, headers: { 'x-slack-no-retry': '1' } });
    await world.post({ channel: '#general', text: 'one' });
    await world.post({ channel: '#general', text: 'two' });
    await expect.poll(() => app.came.length).toBe(2);
    world.pass(61_000);
    await world.post({ channel: '#general', text: 'three' });
    await expect.poll(() => app.came.map(({ body }) => body.event.text)).toEqual(['one', 'two', 'three']);
  });
});

describe('an event', () => {
  test('is told to no app whose bot was not granted a scope for it', async () => {
    await using world = await openWorld();
    await using app = await openListener();
    await using bob = await world.signIn('bob');
    const few = ['commands', 'chat:write', 'channels:read', 'users:read'];
    const events = ['message.channels', 'user_change'];
    await subscribe(world, app.url, events, few);
    await bob.web.chat.postMessage({ channel: await bob.channelId('#general'), text: 'one' });
    await bob.web.users.profile.set({ profile: { status_text: 'Away' } });
    await expect.poll(() => app.came.map(({ body }) => body.event.type)).toContain('user_change');
    await subscribe(world, app.url, events, [...few, 'channels:history']);
    await bob.web.chat.postMessage({ channel: await bob.channelId('#general'), text: 'two' });
    await expect
      .poll(() => app.came.map(({ body }) => body.event.text ?? body.event.type))
      .toEqual(['user_change', 'two']);
  });

  test('comes once for each thing that happened, with when that was and whose leave it is told', async () => {
    await using world = await openWorld();
    await using app = await openListener();
    await subscribe(world, app.url, ['message.channels', 'app_mention']);
    const { botUserId, teamId, appId } = world.installation;
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#general');
    for (let count = 0; count < 20; count += 1)
      await bob.call('chat.postMessage', { channel, text: `${count}` });
    await bob.call('chat.postMessage', { channel, text: `<@${botUserId}> hi` });
    await expect.poll(() => app.came.length).toBe(22);
    // Each goes its own way, as Slack's do, and may come before another.
    const events = app.came.map(({ body }) => body).toSorted((a, b) => timeOf(a) - timeOf(b));
    const texts = events.slice(0, 20).map(({ event }) => event.text);
    expect(texts).toEqual(Array.from({ length: 20 }, (_, count) => `${count}`));
    expect(
      events
        .slice(20)
        .map(({ event }) => event.type)
        .toSorted(),
    ).toEqual(['app_mention', 'message']);
    expect(events[0]).toMatchObject({
      token: expect.any(String),
      team_id: teamId,
      api_app_id: appId,
      type: 'event_callback',
      event: {
        type: 'message',
        channel,
        channel_type: 'channel',
        user: bob.id,
        event_ts: expect.any(String),
      },
      authorizations: [{ team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
      event_context: expect.stringMatching(/^4-[\w-]+$/),
    });
  });
});
