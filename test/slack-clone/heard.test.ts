import { describe, expect, test } from 'vitest';
import { TALKING } from './talking.ts';
import { openWorld, type World } from './world.ts';

/** What Bolt hears, as it comes. */
function listen(world: World, ...types: string[]): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  for (const type of types) {
    world.bolt.event(type, async ({ event }) => {
      heard.push({ ...event });
    });
  }
  return heard;
}

describe('an app', () => {
  test('that is mentioned hears so, beside the message itself; another one’s name is not its own', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const said: (string | undefined)[] = [];
    world.bolt.message(async ({ message }) => {
      if (message.subtype === undefined) said.push(message.text);
    });
    const heard = listen(world, 'app_mention');
    const channel = await bob.channelId('#bots');
    const { botUserId } = world.installation;
    await bob.web.chat.postMessage({ channel, text: `Hi <@${bob.id}>` });
    const { ts } = await bob.web.chat.postMessage({ channel, text: `Hi <@${botUserId}>` });
    await expect.poll(() => said.length).toBe(2);
    await expect
      .poll(() => heard)
      .toMatchObject([{ type: 'app_mention', user: bob.id, text: `Hi <@${botUserId}>`, ts, channel }]);
  });

  test('hears what a message was before it was changed or deleted', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const heard = listen(world, 'message');
    const { ts = '' } = await bob.web.chat.postMessage({ channel, text: 'one' });
    await bob.web.chat.update({ channel, ts, text: 'two' });
    await bob.web.chat.delete({ channel, ts });
    await expect.poll(() => heard.length).toBe(3);
    const of = (subtype: string) => heard.find((event) => event['subtype'] === subtype);
    expect(of('message_changed')).toMatchObject({
      hidden: true,
      channel,
      message: { ts, text: 'two', user: bob.id, edited: { user: bob.id } },
      previous_message: { ts, text: 'one' },
    });
    expect(of('message_deleted')).toMatchObject({
      hidden: true,
      channel,
      deleted_ts: ts,
      previous_message: { ts, text: 'two' },
    });
  });

  test('hears of links to its domains and hangs below the message what it makes of them', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const url = 'https://docs.example.com/a?b=1';
    world.bolt.event('link_shared', async ({ event, client }) => {
      const { unfurl_id = '', source = '', links } = event;
      const unfurls = Object.fromEntries(links.map((link) => [link.url, { text: link.domain }]));
      await client.apiCall('chat.unfurl', { unfurl_id, source, unfurls });
    });
    const { ts = '' } = await bob.web.chat.postMessage({ channel, text: `<${url}> or https://example.org` });
    const { message } = await bob.nextEvent('message_changed');
    expect(message).toMatchObject({
      ts,
      attachments: [{ id: 1, text: 'example.com', from_url: url, is_app_unfurl: true }],
    });
    expect(message).not.toHaveProperty('edited');
    const unfurl = (more: object) => world.bot.apiCall('chat.unfurl', { channel, ts, ...more });
    await expect(unfurl({})).rejects.toThrow('missing_unfurls');
    await expect(unfurl({ unfurls: 'x' })).rejects.toThrow('invalid_unfurls_format');
    await expect(unfurl({ unfurls: { 'https://example.org': {} } })).rejects.toThrow('cannot_unfurl_url');
    await expect(unfurl({ ts: '1.000000', unfurls: { [url]: {} } })).rejects.toThrow('cannot_find_message');
  });
});

describe('a reaction', () => {
  test('stands on the message in the order of adding, and everybody hears of it', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const heard = listen(world, 'reaction_added', 'reaction_removed');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'x' });
    const item = { channel, timestamp: ts };
    await bob.web.reactions.add({ ...item, name: 'eyes' });
    await world.bot.reactions.add({ ...item, name: '+1' });
    await world.bot.reactions.add({ ...item, name: 'eyes' });
    const { botUserId } = world.installation;
    const standing = [
      { name: 'eyes', users: [bob.id, botUserId], count: 2 },
      { name: '+1', users: [botUserId], count: 1 },
    ];
    const { messages } = await bob.web.conversations.history({ channel });
    expect(messages).toMatchObject([{ reactions: standing }]);
    const changed = await bob.nextEvent('reaction_changed', ({ reactions }) => reactions[0]?.count === 2);
    expect(changed).toEqual({ type: 'reaction_changed', channel, ts, reactions: standing });
    expect(await world.bot.reactions.get(item)).toMatchObject({
      type: 'message',
      channel,
      message: { ts, reactions: standing },
    });
    await bob.web.reactions.remove({ ...item, name: 'eyes' });
    // Bolt keeps from an app what its own bot has done.
    await expect.poll(() => heard.length).toBe(2);
    const of = { user: bob.id, reaction: 'eyes', item_user: botUserId };
    expect(heard.find(({ type }) => type === 'reaction_removed')).toMatchObject({
      ...of,
      item: { type: 'message', channel, ts },
    });
    expect(heard).toContainEqual(expect.objectContaining({ type: 'reaction_added', ...of }));
  });

  test('is refused twice, where there is none, without a message, and past what one message can carry', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'x' });
    const react = (more: object, method = 'reactions.add') =>
      bob.call(method, { channel, timestamp: ts, name: 'eyes', ...more });
    await react({});
    await expect(react({})).rejects.toThrow('already_reacted');
    await expect(react({ name: ':eyes:' })).rejects.toThrow('invalid_name');
    await expect(react({ name: 'tada' }, 'reactions.remove')).rejects.toThrow('no_reaction');
    await expect(react({ timestamp: 'x' })).rejects.toThrow('bad_timestamp');
    await expect(react({ timestamp: '1000000000.000000' })).rejects.toThrow('message_not_found');
    await expect(react({ channel: 'C0000000000' })).rejects.toThrow('channel_not_found');
    await expect(react({ channel: undefined })).rejects.toThrow('no_item_specified');
    await expect(react({ name: 'a'.repeat(101) })).rejects.toThrow('invalid_name');
    for (let count = 1; count < 23; count += 1) await react({ name: `n${count}` });
    await expect(react({ name: 'n23' })).rejects.toThrow('too_many_reactions');
  });

  test('is in the list of whoever added it, each message once and in pages', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    for (const text of ['one', 'two', 'three']) {
      const { channel = '', ts = '' } = await world.post({ channel: '#bots', text });
      for (const name of ['eyes', 'tada']) await bob.web.reactions.add({ channel, timestamp: ts, name });
    }
    const first = await world.bot.reactions.list({ user: bob.id, limit: 2 });
    expect(first.items).toMatchObject([{ message: { text: 'three' } }, { message: { text: 'two' } }]);
    const cursor = first.response_metadata?.next_cursor ?? '';
    const rest = await world.bot.reactions.list({ user: bob.id, limit: 2, cursor });
    expect(rest.items).toMatchObject([{ type: 'message', message: { text: 'one', reactions: [{}, {}] } }]);
    expect(rest.response_metadata?.next_cursor).toBe('');
    expect((await world.bot.reactions.list({})).items).toEqual([]);
  });
});

describe('a pin', () => {
  test('is on the message and in the channel’s list, and the app hears of it', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const heard = listen(world, 'pin_added', 'pin_removed');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'x' });
    await bob.web.pins.add({ channel, timestamp: ts });
    await expect(world.bot.pins.add({ channel, timestamp: ts })).rejects.toThrow('already_pinned');
    const history = await world.bot.conversations.history({ channel });
    expect(history).toMatchObject({ pin_count: 1, messages: [{ pinned_to: [channel] }] });
    const { items } = await world.bot.pins.list({ channel });
    expect(items).toMatchObject([
      { type: 'message', channel, created_by: bob.id, message: { ts, text: 'x' } },
    ]);
    expect(await bob.nextEvent('pins_changed')).toEqual({ type: 'pins_changed', channel });
    await bob.web.pins.remove({ channel, timestamp: ts });
    await expect(world.bot.pins.remove({ channel, timestamp: ts })).rejects.toThrow('no_pin');
    await expect(world.bot.apiCall('pins.add', { channel })).rejects.toThrow('no_item_specified');
    expect((await world.bot.pins.list({ channel })).items).toEqual([]);
    await expect.poll(() => heard.length).toBe(2);
    expect(heard.find(({ type }) => type === 'pin_added')).toMatchObject({
      user: bob.id,
      channel_id: channel,
      item: { type: 'message', channel, message: { ts, permalink: expect.stringContaining('/archives/') } },
      pin_count: '1',
    });
    expect(heard.find(({ type }) => type === 'pin_removed')).toMatchObject({ has_pins: false });
  });
});

describe('a bookmark', () => {
  test('is added, edited, listed and removed by who is in the channel', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const channel_id = await bob.channelId('#bots');
    const link = { channel_id, title: 'Docs', type: 'link' as const, link: 'https://example.com' };
    const { bookmark } = await world.bot.bookmarks.add({ ...link, emoji: ':book:' });
    const bookmark_id = bookmark?.id ?? '';
    expect(bookmark).toMatchObject({ ...link, emoji: ':book:', date_updated: 0 });
    world.pass(1000);
    await bob.web.bookmarks.edit({ channel_id, bookmark_id, title: 'Guide' });
    expect((await world.bot.bookmarks.list({ channel_id })).bookmarks).toMatchObject([
      { id: bookmark_id, title: 'Guide', link: 'https://example.com', last_updated_by_user_id: bob.id },
    ]);
    const add = (more: object) => world.bot.apiCall('bookmarks.add', { ...link, ...more });
    await expect(add({ type: 'folder' })).rejects.toThrow('invalid_bookmark_type');
    await expect(add({ link: 'javascript:alert(1)' })).rejects.toThrow('invalid_link');
    await expect(add({ emoji: 'book' })).rejects.toThrow('invalid_emoji');
    await world.bot.bookmarks.remove({ channel_id, bookmark_id });
    await expect(world.bot.bookmarks.remove({ channel_id, bookmark_id })).rejects.toThrow('not_found');
  });
});
