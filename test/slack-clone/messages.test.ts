import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readBlocks } from '../../src/slack-clone/blocks/block.ts';
import { ask, everything } from './rows.ts';
import { openWorld } from './world.ts';

const section = (text: string) => ({
  type: 'section' as const,
  block_id: 'one',
  text: { type: 'mrkdwn' as const, text },
});

const line = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const random = { bytes: (count: number) => randomBytes(count) };

describe('a message', () => {
  test('needs text or blocks, and its blocks are checked', async () => {
    await using world = await openWorld();
    const post = (more: object) => world.bot.apiCall('chat.postMessage', { channel: '#general', ...more });
    await expect(post({})).rejects.toThrow('no_text');
    await expect(post({ blocks: {} })).rejects.toThrow('invalid_blocks_format');
    await expect(post({ blocks: [{ type: 'made_up' }] })).rejects.toThrow('invalid_blocks');
    await expect(post({ blocks: [section('x'.repeat(3001))] })).rejects.toMatchObject({
      data: {
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    await expect(post({ blocks: [section('a'), section('b')] })).rejects.toThrow('invalid_blocks');
    await expect(post({ blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) })).rejects.toThrow(
      'invalid_blocks',
    );
    await expect(post({ text: 'a', markdown_text: 'b' })).rejects.toThrow('markdown_text_conflict');
    expect(await post({ blocks: [section('fine')] })).toMatchObject({ ok: true });
  });

  test.each([
    [{ type: 'rich_text', elements: [line({ type: 'date', timestamp: 1e17, format: '{date}' })] }],
    [{ type: 'rich_text', elements: [line({ type: 'broadcast' })] }],
    [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: [{}] }] }],
    [{ type: 'table', rows: [[{ type: 'rich_text' }]] }],
    [{ type: 'actions', elements: [{ type: 'datetimepicker', initial_date_time: 1e17 }] }],
    [{ type: 'actions', block_id: '__proto__', elements: [{ type: 'datepicker' }] }],
    [{ type: 'actions', elements: [{ type: 'datepicker', action_id: 'constructor' }] }],
    [{ type: 'actions', elements: [{ type: 'datepicker', initial_date: 'tomorrow' }] }],
  ])('is refused with a block that nobody could show or press: %j', (block) => {
    expect(() => readBlocks([block], random)).toThrow('invalid_blocks');
  });

  test('may have all that rich text and tables are made of', () => {
    const said = line({ type: 'text', text: 'a', style: { bold: true } }, { type: 'user', user_id: 'U1' });
    const list = { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [said] };
    const cells = [
      { type: 'raw_text', text: 'a' },
      { type: 'rich_text', elements: [said] },
    ];
    const date = { type: 'date', timestamp: 1_763_762_040, format: '{date}', fallback: '21 Nov' };
    const rich = { type: 'rich_text', block_id: 'one', elements: [said, list, line(date)] };
    const table = { type: 'table', block_id: 'two', rows: [cells] };
    expect(readBlocks([rich, table], random)).toEqual([rich, table]);
  });

  test('is changed and deleted by whoever said it, and by nobody else', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'one' });
    await bob.nextEvent('message');
    await expect(bob.web.chat.update({ channel, ts, text: 'two' })).rejects.toThrow('cant_update_message');
    await expect(bob.web.chat.delete({ channel, ts })).rejects.toThrow('cant_delete_message');
    await world.bot.chat.update({ channel, ts, text: 'two', blocks: [section('two')] });
    const { message } = await bob.nextEvent('message_changed');
    expect(message).toMatchObject({ ts, text: 'two', blocks: [{ text: { text: 'two' } }] });
    const { messages } = await world.bot.conversations.history({ channel });
    expect(messages).toMatchObject([{ ts, blocks: [{ text: { text: 'two' } }] }]);
    await world.bot.chat.delete({ channel, ts });
    expect((await bob.nextEvent('message_deleted')).ts).toBe(ts);
    await expect(world.bot.chat.delete({ channel, ts })).rejects.toThrow('message_not_found');
  });

  test('that is too long is cut when posted, with a warning, and refused when it changes one', async () => {
    await using world = await openWorld();
    const text = 'x'.repeat(40_001);
    const { channel = '', ts = '', message, ...said } = await world.post({ channel: '#bots', text });
    expect([message?.text?.length, said['warning']]).toEqual([40_000, 'message_truncated']);
    await expect(world.bot.chat.update({ channel, ts, text })).rejects.toThrow('msg_too_long');
  });

  test('to a person opens a direct message, of which the two have one', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    await using alice = await world.signIn('alice');
    const { channel } = await world.post({ channel: bob.id, text: 'Your token ends soon.' });
    const opened = await bob.nextEvent('channel_opened');
    expect(opened.channel).toMatchObject({ id: channel, is_im: true, user: world.installation.botUserId });
    expect((await bob.nextEvent('message')).message.text).toBe('Your token ends soon.');
    const again = await bob.web.conversations.open({ users: world.installation.botUserId });
    expect(again).toMatchObject({ already_open: true, channel: { id: channel } });
    expect(alice.unseen).toEqual([]);
    await expect(alice.web.conversations.history({ channel: channel ?? '' })).rejects.toThrow(
      'channel_not_found',
    );
  });

  test('in a thread is not in the history but among the replies', async () => {
    await using world = await openWorld();
    const { channel = '', ts = '' } = await world.post({ channel: '#bots', text: 'parent' });
    await world.post({ channel, text: 'reply', thread_ts: ts });
    const { messages } = await world.bot.conversations.history({ channel });
    expect(messages?.map(({ text }) => text)).toEqual(['parent']);
    const thread = await world.bot.conversations.replies({ channel, ts });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['parent', 'reply']);
  });

  test('has a timestamp later than all before, though the clock stands or goes back', async () => {
    await using world = await openWorld();
    const stamps: string[] = [];
    for (const jump of [0, -5000, 0, -5000, 1]) {
      world.pass(jump);
      stamps.push((await world.post({ channel: '#bots', text: 'x' })).ts ?? '');
    }
    await world.restart();
    stamps.push((await world.post({ channel: '#bots', text: 'x' })).ts ?? '');
    expect(stamps).toEqual([...new Set(stamps)].toSorted());
    expect(stamps.every((ts) => /^\d{10}\.\d{6}$/.test(ts))).toBe(true);
  });

  test('for one person only is for a member of the channel, and never in the history', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await world.bot.chat.postEphemeral({ channel, user: bob.id, text: 'for bob alone' });
    expect((await bob.nextEvent('ephemeral')).message.text).toBe('for bob alone');
    expect((await world.bot.conversations.history({ channel })).messages).toEqual([]);
    expect(await everything(world.databaseUrl)).not.toContain('for bob alone');
    const stranger = world.bot.chat.postEphemeral({ channel, user: 'U0000000000', text: 'for bob alone' });
    await expect(stranger).rejects.toThrow('user_not_in_channel');
  });

  test('that cannot be stored is an internal error, and the log does not say what it said', async () => {
    await using world = await openWorld();
    await ask(world.databaseUrl, 'alter table clone_slack_local.message add check (length(text) < 5)');
    await expect(world.post({ channel: '#bots', text: 'hunter2' })).rejects.toThrow('internal_error');
    expect(world.log).toEqual([expect.stringMatching(/^chat\.postMessage failed: error 23514 at /)]);
    expect(world.log.join(' ')).not.toContain('hunter2');
  });
});
