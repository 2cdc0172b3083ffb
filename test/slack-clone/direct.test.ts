import { describe, expect, test } from 'vitest';
import { call } from './call.ts';
import { generalOf, idOf, listen, WIDE } from './conversing.ts';
import { openWorld } from './world.ts';

describe('a direct message', () => {
  test('is had with one or with several, closed, and open again when something is said', async () => {
    await using world = await openWorld({ manifest: WIDE });
    const heard = listen(world);
    await using bob = await world.signIn('bob');
    const carol = await idOf(world, 'carol');
    const { conversations } = world.bot;
    const first = await conversations.open({ users: `${bob.id},${carol}`, return_im: true });
    expect(first.channel).toMatchObject({ is_mpim: true, name: 'mpdm-botmint--bob--carol-1' });
    const id = first.channel?.id ?? '';
    expect(await conversations.open({ users: `${carol},${bob.id}` })).toMatchObject({
      already_open: true,
      channel: { id },
    });
    expect((await bob.nextEvent('channel_opened')).channel).toMatchObject({ id, is_mpim: true });
    const { channels = [] } = await conversations.list({ types: 'mpim' });
    expect(channels).toMatchObject([{ id, num_members: 3 }]);
    const nine = Array.from({ length: 9 }, (_, index) => `U000000000${index}`).join(',');
    await expect(conversations.open({ users: nine })).rejects.toThrow('too_many_users');
    await expect(conversations.invite({ channel: id, users: carol })).rejects.toThrow(
      'method_not_supported_for_channel_type',
    );
    const { channel } = await bob.web.conversations.open({ users: world.installation.botUserId });
    const im = channel?.id ?? '';
    await bob.web.conversations.close({ channel: im });
    expect(await bob.web.conversations.close({ channel: im })).toMatchObject({ already_closed: true });
    const isOpen = async () => (await bob.web.conversations.info({ channel: im })).channel?.is_open;
    expect(await isOpen()).toBe(false);
    await world.post({ channel: im, text: 'Are you there?' });
    expect(await isOpen()).toBe(true);
    const heardTypes = () => heard.map(({ type }) => type);
    await expect.poll(heardTypes).toEqual(expect.arrayContaining(['im_created', 'im_close']));
  });
});

describe('what somebody has read', () => {
  test('is theirs, told to all of their windows, and counts what others have said since', async () => {
    await using world = await openWorld({ manifest: WIDE });
    await using bob = await world.signIn('bob');
    await using window = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    const channel = await generalOf(world);
    const { ts: one = '' } = await world.post({ channel, text: 'one' });
    await world.post({ channel, text: 'two' });
    await bob.call('chat.postMessage', { channel, text: 'mine' });
    const seen = async (by = bob) => (await by.call('conversations.info', { channel }))['channel'];
    expect(await seen()).toMatchObject({ last_read: '0000000000.000000', unread_count: 2 });
    await bob.web.conversations.mark({ channel, ts: one });
    expect(await window.nextEvent('marked')).toEqual({ type: 'marked', channel, last_read: one });
    expect(await seen()).toMatchObject({ last_read: one, unread_count: 1, unread_count_display: 1 });
    expect(await seen(alice)).toMatchObject({ last_read: '0000000000.000000', unread_count: 3 });
    await expect(bob.web.conversations.mark({ channel, ts: 'now' })).rejects.toThrow('invalid_timestamp');
    const { channels } = await call(world.url, 'conversations.list', {}, bob.token);
    expect(channels).toContainEqual(expect.objectContaining({ id: channel, unread_count: 1 }));
    await world.restart();
    expect(await seen()).toMatchObject({ last_read: one, unread_count: 1 });
  });
});
