import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Person } from './person.ts';
import { MANIFEST, openWorld, type World } from './world.ts';

describe('a slash command', () => {
  test('is acknowledged, and its answer is seen by the one who typed it only', async () => {
    await using world = await openWorld();
    world.bolt.command('/bots', async ({ ack, command }) => {
      await ack(`You typed ${command.text} in ${command.channel_name}.`);
    });
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    await bob.command('/bots create steve');
    const { message } = await bob.nextEvent('ephemeral');
    expect(message.text).toBe('You typed create steve in general.');
    expect(alice.unseen).toEqual([]);
    const general = await bob.channelId('#general');
    expect((await bob.web.conversations.history({ channel: general })).messages).toEqual([]);
  });

  test('comes to the app with the fields that Slack sends', async () => {
    await using world = await openWorld();
    const came = Promise.withResolvers<Record<string, unknown>>();
    world.bolt.command('/tokens', async ({ ack, body }) => {
      came.resolve(body);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await bob.command('/tokens issue -u steve', { channel: '#bots' });
    expect(await came.promise).toEqual({
      token: expect.stringMatching(/^.{24}$/),
      team_id: world.installation.teamId,
      team_domain: 'local',
      channel_id: await bob.channelId('#bots'),
      channel_name: 'bots',
      user_id: bob.id,
      user_name: 'bob',
      command: '/tokens',
      text: 'issue -u steve',
      api_app_id: world.installation.appId,
      is_enterprise_install: 'false',
      response_url: expect.stringContaining(`${world.url}/commands/`),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]{32}$/),
    });
  });

  test('names whoever is mentioned by their id when its manifest asks for that', async () => {
    await using world = await openWorld();
    const texts: string[] = [];
    world.bolt.command(/.*/, async ({ ack, command }) => {
      texts.push(command.text);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await using carol = await world.signIn('carol');
    await bob.command('/bots transfer steve @carol in #bots for @nobody at a@b.c');
    await bob.command('/tokens list @carol');
    const room = await bob.channelId('#bots');
    const escaped = `transfer steve <@${carol.id}|carol> in <#${room}|bots> for @nobody at a@b.c`;
    expect(texts).toEqual([escaped, 'list @carol']);
  });

  test('shows nothing when it is acknowledged with nothing, and a message to all when the app says so', async () => {
    await using world = await openWorld();
    world.bolt.command('/bots', async ({ ack }) => ack());
    world.bolt.command('/tokens', async ({ ack }) => ack({ response_type: 'in_channel', text: 'For all.' }));
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    await bob.command('/bots');
    await bob.command('/tokens');
    const { message } = await alice.nextEvent('message');
    expect(message).toMatchObject({ text: 'For all.', user: world.installation.botUserId });
    await bob.nextEvent('message');
    expect(bob.unseen).toEqual([]);
  });

  test('works in a direct message too, and nowhere that one is not', async () => {
    await using world = await openWorld();
    const rooms: string[] = [];
    world.bolt.command('/bots', async ({ ack, command }) => {
      rooms.push(command.channel_name);
      await ack();
    });
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    const { channel } = await bob.web.conversations.open({ users: world.installation.botUserId });
    await bob.command('/bots list', { channel: channel?.id ?? '' });
    const { channels = [] } = await bob.web.conversations.list({ types: 'private_channel' });
    for (const { id = '' } of channels) await bob.command('/bots list', { channel: id });
    expect(rooms).toEqual(['directmessage', ...channels.map(() => 'privategroup')]);
    await expect(alice.command('/bots list', { channel: channel?.id ?? '' })).rejects.toThrow(
      'channel_not_found',
    );
  });

  test('that no app declares is refused', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await expect(bob.command('/frobnicate')).rejects.toThrow('invalid_command');
  });

  test('longer than a message can be is refused, before the app hears of it', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await expect(bob.command(`/bots ${'x'.repeat(40_001)}`)).rejects.toThrow('msg_too_long');
    expect(world.log).toEqual([]);
  });

  test('fails after three seconds when the app says nothing', async () => {
    await using world = await openWorld();
    world.bolt.command('/bots', async () => undefined);
    await using bob = await world.signIn('bob');
    const before = performance.now();
    await expect(bob.command('/bots')).rejects.toThrow('operation_timeout');
    expect(performance.now() - before).toBeGreaterThan(2900);
    expect(performance.now() - before).toBeLessThan(3500);
  });

  test('fails at once when nobody listens at the app’s address', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await world.clone.install(MANIFEST, { requestUrl: 'http://127.0.0.1:1/slack/events' });
    await expect(bob.command('/bots')).rejects.toThrow('dispatch_failed');
  });

  test('is refused by an app that has another signing secret, and nothing of it is logged', async () => {
    await using world = await openWorld();
    const server = createServer((_request, response) => response.writeHead(401).end('no: hunter2'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await world.clone.install(MANIFEST, { requestUrl: `http://127.0.0.1:${port}/` });
    await using bob = await world.signIn('bob');
    await expect(bob.command('/bots reveal hunter2')).rejects.toThrow('dispatch_failed');
    expect(world.log).toEqual(['Botmint did not acknowledge: it answered 401.']);
    server.closeAllConnections();
    server.close();
  });
});

async function respondOften(world: World, bob: Person): Promise<(body: object) => Promise<Response>> {
  const address = Promise.withResolvers<string>();
  world.bolt.command('/bots', async ({ ack, command }) => {
    address.resolve(command.response_url);
    await ack();
  });
  await bob.command('/bots');
  const url = await address.promise;
  return (body) => fetch(url, { method: 'POST', body: JSON.stringify(body) });
}

describe('a response_url', () => {
  test('takes five answers, ephemeral ones unless they say otherwise, and no sixth', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const respond = await respondOften(world, bob);
    expect(await (await respond({ text: 'one' })).text()).toBe('ok');
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('one');
    await respond({ text: 'two', response_type: 'in_channel' });
    expect((await bob.nextEvent('message')).message.text).toBe('two');
    const refused = await respond({ text: '' });
    expect(await refused.json()).toMatchObject({ ok: false, error: 'no_text' });
    const long = await respond({ text: 'x'.repeat(40_001) });
    expect(await long.json()).toEqual({ ok: false, error: 'msg_too_long' });
    for (const text of ['three', 'four', 'five']) expect((await respond({ text })).status).toBe(200);
    const sixth = await respond({ text: 'six' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  });

  test('takes no more than five of ten that come at once', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const respond = await respondOften(world, bob);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) => respond({ text: `${place}` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });

  test('ends after thirty minutes', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const respond = await respondOften(world, bob);
    world.pass(29 * 60_000);
    expect((await respond({ text: 'in time' })).status).toBe(200);
    world.pass(60_000);
    const late = await respond({ text: 'late' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('still works after the workspace was restarted', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const respond = await respondOften(world, bob);
    await world.restart();
    await using other = await world.signIn('bob');
    await bob.leave();
    await bob.open();
    expect((await respond({ text: 'back' })).status).toBe(200);
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('back');
    expect(other.unseen).toEqual([]);
  });

  test('answers in the window that asked, and leaves the person’s others alone', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await using other = await world.signIn('bob');
    const respond = await respondOften(world, bob);
    await respond({ text: 'for the one who asked' });
    await bob.nextEvent('ephemeral');
    await respond({ text: 'for all', response_type: 'in_channel' });
    expect((await other.nextEvent('message')).message.text).toBe('for all');
    expect(other.unseen).toEqual([]);
  });
});
