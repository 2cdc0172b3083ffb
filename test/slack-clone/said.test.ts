import { describe, expect, test } from 'vitest';
import { ask } from './rows.ts';
import { TALKING, without } from './talking.ts';
import { openWorld } from './world.ts';

describe('a message', () => {
  test('keeps what is attached to it, numbered, until it is taken away, and its buttons work', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const pressed: string[] = [];
    world.bolt.action('go', async ({ ack, action }) => {
      await ack();
      pressed.push(action.type);
    });
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
    const attachments = [
      { color: '#36a64f', title: 'Build 7', text: 'passed', fields: [{ title: 'Took', value: 7 }] },
      { color: 'good', blocks: [{ type: 'actions', block_id: 'b', elements: [button] }] },
    ];
    const channel = await bob.channelId('#bots');
    await world.bot.apiCall('chat.postMessage', { channel, attachments });
    const read = async () => (await world.bot.conversations.history({ channel })).messages?.[0];
    expect(await read()).toMatchObject({
      text: '',
      attachments: [
        { id: 1, fallback: 'passed', color: '#36a64f', fields: [{ title: 'Took', value: '7' }] },
        { id: 2, blocks: [{ type: 'actions', block_id: 'b' }] },
      ],
    });
    const { ts, attachments: shown } = (await bob.nextEvent('message')).message;
    expect(shown).toHaveLength(2);
    await bob.call('blocks.actions', {
      container: { type: 'message', channel, message_ts: ts },
      action: { type: 'button', block_id: 'b', action_id: 'go' },
    });
    expect(pressed).toEqual(['button']);
    await world.bot.chat.update({ channel, ts, text: 'done' });
    expect(await read()).toMatchObject({ text: 'done', attachments: [{ id: 1 }, { id: 2 }] });
    await world.bot.chat.update({ channel, ts, text: 'done', attachments: [] });
    expect(await read()).not.toHaveProperty('attachments');
  });

  test('with attachments that nobody could show, or too many of them, is refused', async () => {
    await using world = await openWorld();
    const post = (attachments: unknown) =>
      world.bot.apiCall('chat.postMessage', { channel: '#bots', text: 'x', attachments });
    await expect(post('x')).rejects.toThrow('invalid_attachments');
    await expect(post([{ text: {} }])).rejects.toThrow('invalid_attachments');
    await expect(post([{ blocks: [{ type: 'made_up' }] }])).rejects.toThrow('invalid_blocks');
    await expect(post(Array.from({ length: 101 }, () => ({ text: 'x' })))).rejects.toThrow(
      'too_many_attachments',
    );
    const channel = (await world.bot.conversations.list()).channels?.find(({ name }) => name === 'bots')?.id;
    expect((await world.bot.conversations.history({ channel: channel ?? '' })).messages).toEqual([]);
  });

  test('may come under another name and picture, for who has the scope; others stay who they are', async () => {
    await using world = await openWorld({ manifest: TALKING });
    const post = { channel: '#bots', text: 'x', username: 'Deploys', icon_emoji: ':rocket:' };
    const { channel = '' } = await world.post(post);
    await world.clone.install(without('chat:write.customize'), { requestUrl: world.requestUrl });
    await world.post(post);
    const { messages = [] } = await world.bot.conversations.history({ channel });
    const [plain, named] = messages;
    expect(named).toMatchObject({
      subtype: 'bot_message',
      username: 'Deploys',
      icons: { emoji: ':rocket:' },
    });
    expect(named).not.toHaveProperty('user');
    expect(plain).toMatchObject({ user: world.installation.botUserId });
    expect(plain).not.toHaveProperty('username');
  });

  test('has its names made links for who asks for that, outside of code', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const text = 'Hi @bob, see #bots. Not `@bob`, @nobody or a@bob.org; @here';
    const { message } = await world.post({ channel, text, link_names: true });
    expect(message?.text).toBe(
      `Hi <@${bob.id}>, see <#${channel}|bots>. Not \`@bob\`, @nobody or a@bob.org; <!here>`,
    );
    expect((await world.post({ channel, text })).message?.text).toBe(text);
  });

  test('is said into a public channel from outside by who has the scope for it', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const ofBot = `member_id = '${world.installation.botUserId}'`;
    await ask(world.databaseUrl, `delete from clone_slack_local.channel_member where ${ofBot}`);
    await expect(world.post({ channel, text: 'x' })).rejects.toThrow('not_in_channel');
    const scopes = `scopes || '{chat:write.public}'`;
    await ask(world.databaseUrl, `update clone_slack_local.token set scopes = ${scopes} where ${ofBot}`);
    world.pass(1000);
    await world.post({ channel, text: 'x' });
    expect((await bob.nextEvent('message')).message.text).toBe('x');
    const whispered = world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'x' });
    await expect(whispered).rejects.toThrow('not_in_channel');
  });

  test('of /me is shown as such, and needs its text', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await bob.web.chat.meMessage({ channel, text: 'waves' });
    expect((await bob.nextEvent('message')).message).toMatchObject({ subtype: 'me_message', text: 'waves' });
    await expect(bob.call('chat.meMessage', { channel })).rejects.toThrow('no_text');
    await expect(bob.call('chat.meMessage', { channel, text: 'x'.repeat(40_001) })).rejects.toThrow(
      'msg_too_long',
    );
  });

  test('has an address that leads to its channel', async () => {
    await using world = await openWorld();
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'x' });
    const reply = await world.post({ channel, text: 'y', thread_ts: ts });
    const link = async (message_ts: string) =>
      (await world.bot.chat.getPermalink({ channel, message_ts })).permalink ?? '';
    expect(await link(ts)).toBe(`${world.url}/archives/${channel}/p${ts.replace('.', '')}`);
    expect(await link(reply.ts ?? '')).toContain(`?thread_ts=${ts}&cid=${channel}`);
    const opened = await fetch(await link(ts), { redirect: 'manual' });
    expect(opened.headers.get('location')).toBe(`/#/${channel}`);
    await expect(link('1.000000')).rejects.toThrow('message_not_found');
  });
});

describe('a thread', () => {
  test('is counted on its parent, for whoever looks, and a reply names whose it is', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    await using carol = await world.signIn('carol');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'parent' });
    const first = await bob.web.chat.postMessage({ channel, text: 'one', thread_ts: ts });
    await bob.web.chat.postMessage({ channel, text: 'two', thread_ts: ts });
    // A reply to a reply is one to its parent.
    const last = await world.post({ channel, text: 'three', thread_ts: first.ts ?? '' });
    const counted = {
      thread_ts: ts,
      reply_count: 3,
      reply_users_count: 2,
      reply_users: [bob.id, world.installation.botUserId],
      latest_reply: last.ts,
    };
    const { messages: seen } = await bob.web.conversations.history({ channel });
    expect(seen).toMatchObject([{ ts, ...counted, subscribed: true }]);
    expect((await carol.web.conversations.history({ channel })).messages).toMatchObject([
      { subscribed: false },
    ]);
    const thread = await bob.web.conversations.replies({ channel, ts });
    expect(thread.messages).toMatchObject([
      { ...counted, text: 'parent' },
      { text: 'one', thread_ts: ts, parent_user_id: world.installation.botUserId },
      { text: 'two' },
      { text: 'three' },
    ]);
    const { message } = await carol.nextEvent('message_changed', (event) => event.message.reply_count === 3);
    expect(message).toMatchObject(counted);
  });

  test('shows a reply in the channel too if that was asked, then or later, with its parent', async () => {
    await using world = await openWorld();
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'parent' });
    const quiet = await world.post({ channel, text: 'one', thread_ts: ts });
    await world.bot.chat.postMessage({ channel, text: 'two', thread_ts: ts, reply_broadcast: true });
    const read = async () => (await world.bot.conversations.history({ channel })).messages ?? [];
    expect(await read()).toMatchObject([
      { text: 'two', subtype: 'thread_broadcast', thread_ts: ts, root: { text: 'parent', reply_count: 2 } },
      { text: 'parent' },
    ]);
    const wider = { channel, text: 'one', reply_broadcast: true as const };
    await world.bot.chat.update({ ...wider, ts: quiet.ts ?? '' });
    expect((await read()).map(({ text }) => text)).toEqual(['two', 'one', 'parent']);
    await expect(world.bot.chat.update({ ...wider, ts })).rejects.toThrow('cant_broadcast_message');
  });

  test('outlives its parent: a tombstone stands there until the last reply is deleted', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'parent' });
    const reply = await world.post({ channel, text: 'reply', thread_ts: ts });
    await world.bot.chat.delete({ channel, ts });
    const read = async () => (await world.bot.conversations.history({ channel })).messages;
    expect(await read()).toMatchObject([
      { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.', reply_count: 1 },
    ]);
    const changed = await bob.nextEvent('message_changed', ({ message }) => message.subtype === 'tombstone');
    expect(changed.message.ts).toBe(ts);
    await expect(world.bot.chat.update({ channel, ts, text: 'x' })).rejects.toThrow('message_not_found');
    await world.bot.chat.delete({ channel, ts: reply.ts ?? '' });
    await bob.nextEvent('message_deleted', (event) => event.ts === ts);
    expect(await read()).toEqual([]);
  });
});
