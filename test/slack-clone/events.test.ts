import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openWorld } from './world.ts';

describe('the event stream', () => {
  test('gives a window that comes back within ten seconds what it missed, and no more', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await world.post({ channel: '#bots', text: 'seen' });
    await bob.nextEvent('message');
    const last = bob.lastEventId;
    await bob.leave();
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'missed' });
    await world.post({ channel, text: 'missed too' });
    await bob.open(last);
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('missed');
    expect((await bob.nextEvent('message')).message.text).toBe('missed too');
    expect(bob.unseen).toEqual([]);
  });

  test('tells a window that comes back later to read anew, and an ephemeral is gone by then', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const last = bob.lastEventId;
    await bob.leave();
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'secret' });
    world.pass(10_001);
    await bob.open(last);
    await bob.nextEvent('reset');
    expect(bob.unseen).toEqual([]);
  });

  test('tells a window from before a restart to read anew', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const last = bob.lastEventId;
    await world.restart();
    await bob.leave();
    await bob.open(last);
    expect(await bob.nextEvent('reset')).toEqual({ type: 'reset' });
  });

  test('holds an ephemeral for somebody who is just coming, and shows it to the first window only', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await bob.leave();
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'secret' });
    await using first = await world.signIn('bob');
    expect((await first.nextEvent('ephemeral')).message.text).toBe('secret');
    await using second = await world.signIn('bob');
    await world.post({ channel, text: 'after' });
    await second.nextEvent('message');
    expect(second.unseen).toEqual([]);
  });

  test('holds an ephemeral past a window that was gone before it had opened', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await bob.leave();
    const request = `GET /api/client.events?token=${bob.token} HTTP/1.1\r\nhost: ${new URL(world.url).host}\r\n\r\n`;
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(world.clone.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(request, () => socket.destroy());
      await once(socket, 'close');
    }
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'secret' });
    await bob.open();
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('secret');
  });

  test('ends for a window that missed more than 4 MB, and the next one brings the rest', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const last = bob.lastEventId;
    await bob.leave();
    const long = 'x'.repeat(40_000);
    await Promise.all(Array.from({ length: 130 }, () => world.post({ channel: '#bots', text: long })));
    await bob.open(last);
    await bob.ended;
    await bob.open(bob.lastEventId);
    const messages = () => bob.unseen.filter(({ type }) => type === 'message');
    await expect.poll(() => messages().length).toBe(130);
  });

  test('ends when its token is revoked, and does not begin without one', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await bob.call('auth.revoke');
    await bob.ended;
    await expect(bob.open()).rejects.toThrow('token_revoked');
    const response = await fetch(`${world.url}/api/client.events`);
    expect(await response.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  test('tells people when the commands have changed', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await world.clone.install(
      {
        display_information: { name: 'Botmint' },
        features: {
          bot_user: { display_name: 'botmint' },
          slash_commands: [{ command: '/new', description: 'New' }],
        },
        oauth_config: { scopes: { bot: ['commands'] } },
      },
      { requestUrl: world.requestUrl },
    );
    const { commands } = await bob.nextEvent('commands_changed');
    expect(commands).toEqual([
      { command: '/new', description: 'New', usage_hint: '', app_id: world.installation.appId },
    ]);
    expect(await bob.call('client.boot')).toMatchObject({ commands });
  });
});
