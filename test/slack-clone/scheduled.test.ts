import { describe, expect, test } from 'vitest';
import { ask } from './rows.ts';
import { TALKING } from './talking.ts';
import { openWorld, type World } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const inSeconds = (milliseconds: number) => Math.ceil((Date.now() + milliseconds) / 1000);

async function said(world: World, channel: string): Promise<(string | undefined)[]> {
  const { messages = [] } = await world.bot.conversations.history({ channel });
  return messages.map(({ text }) => text);
}

describe('a scheduled message', () => {
  test('comes when it is due, with all that it is made of, and is then no longer in the list', async () => {
    await using world = await openWorld({ manifest: TALKING });
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const post_at = inSeconds(5 * MINUTE);
    const metadata = { event_type: 'ends', event_payload: { days: 3 } };
    const attachments = [{ text: 'below' }];
    // Slack's client knows no metadata here, as a message that has some never comes there.
    const later = { channel, post_at, text: 'later', attachments, username: 'Clock', metadata };
    const scheduled = await world.bot.chat.scheduleMessage(later);
    expect(scheduled).toMatchObject({
      channel,
      post_at,
      message: { type: 'delayed_message', text: 'later' },
    });
    const id = scheduled.scheduled_message_id ?? '';
    expect(id).toMatch(/^Q[0-9A-Z]+$/);
    const { scheduled_messages: listed } = await world.bot.chat.scheduledMessages.list({ channel });
    expect(listed).toMatchObject([{ id, channel_id: channel, post_at, text: 'later' }]);
    expect(await said(world, channel)).toEqual([]);
    world.pass(5 * MINUTE + 1000);
    const { message } = await bob.nextEvent('message');
    expect(message).toMatchObject({
      text: 'later',
      username: 'Clock',
      attachments: [{ id: 1, text: 'below' }],
    });
    const history = await world.bot.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages).toMatchObject([{ metadata }]);
    expect((await world.bot.chat.scheduledMessages.list({})).scheduled_messages).toEqual([]);
  });

  test('that came due while the workspace was down comes when it is back, once', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await bob.web.chat.scheduleMessage({ channel, post_at: inSeconds(MINUTE), text: 'due' });
    await bob.web.chat.scheduleMessage({ channel, post_at: inSeconds(DAY), text: 'not yet' });
    world.pass(2 * MINUTE);
    await world.restart();
    await expect.poll(() => said(world, channel)).toEqual(['due']);
    await world.restart();
    const [left] = await ask(
      world.databaseUrl,
      'select count(*)::int from clone_slack_local.scheduled_message',
    );
    expect(left).toEqual({ count: 1 });
    expect(await said(world, channel)).toEqual(['due']);
  });

  test('whose row cannot go stays unsaid: the two are one step', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await bob.web.chat.scheduleMessage({ channel, post_at: inSeconds(MINUTE), text: 'due' });
    await ask(
      world.databaseUrl,
      "alter table clone_slack_local.message add constraint c check (text <> 'due')",
    );
    world.pass(2 * MINUTE);
    await expect.poll(() => world.log.join()).toContain('Scheduled messages failed: error 23514');
    expect(world.log.join()).not.toContain("'due'");
    await ask(world.databaseUrl, 'alter table clone_slack_local.message drop constraint c');
    await world.restart();
    await expect.poll(() => said(world, channel)).toEqual(['due']);
  });

  test('is refused in the past, past 120 days, at no time, and as the 31st within five minutes', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const schedule = (post_at: unknown, more: object = {}) =>
      bob.call('chat.scheduleMessage', { channel, text: 'x', post_at, ...more });
    await expect(schedule(inSeconds(-MINUTE))).rejects.toThrow('time_in_past');
    await expect(schedule(inSeconds(121 * DAY))).rejects.toThrow('time_too_far');
    await expect(schedule('soon')).rejects.toThrow('invalid_time');
    await expect(schedule(inSeconds(DAY), { text: '' })).rejects.toThrow('no_text');
    await expect(schedule(inSeconds(DAY), { channel: 'C0000000000' })).rejects.toThrow('channel_not_found');
    const start = inSeconds(DAY);
    await Promise.all(Array.from({ length: 30 }, (_, place) => schedule(start + place * 9)));
    await expect(schedule(start + 280)).rejects.toThrow('restricted_too_many');
    await schedule(start + 310);
    await schedule(start, { channel: '#general' });
  });

  test('is taken back by who scheduled it, until a minute before', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    const schedule = async (post_at: number) =>
      (await bob.web.chat.scheduleMessage({ channel, post_at, text: 'x' })).scheduled_message_id ?? '';
    const soon = await schedule(inSeconds(30_000));
    const later = await schedule(inSeconds(DAY));
    const remove = { channel, scheduled_message_id: later };
    const refusal = 'invalid_scheduled_message_id';
    await expect(world.bot.chat.deleteScheduledMessage(remove)).rejects.toThrow(refusal);
    await bob.web.chat.deleteScheduledMessage(remove);
    await expect(bob.web.chat.deleteScheduledMessage(remove)).rejects.toThrow(refusal);
    const late = bob.web.chat.deleteScheduledMessage({ channel, scheduled_message_id: soon });
    await expect(late).rejects.toThrow(refusal);
    expect((await bob.web.chat.scheduledMessages.list({})).scheduled_messages).toMatchObject([{ id: soon }]);
  });

  test('is dropped, and the log says so, when its channel is archived by then', async () => {
    await using world = await openWorld();
    await using bob = await world.signIn('bob');
    const channel = await bob.channelId('#bots');
    await world.bot.chat.scheduleMessage({ channel, post_at: inSeconds(MINUTE), text: 'hunter2' });
    await ask(
      world.databaseUrl,
      `update clone_slack_local.channel set is_archived = true where id = '${channel}'`,
    );
    world.pass(2 * MINUTE);
    await expect
      .poll(() => world.log.join())
      .toMatch(/scheduled message Q\w+ in C\w+ was dropped: the channel/);
    expect(world.log.join()).not.toContain('hunter2');
    expect(await said(world, channel)).toEqual([]);
  });

  test('list comes in pages', async () => {
    await using world = await openWorld();
    const post_at = inSeconds(DAY);
    for (const text of ['one', 'two', 'three']) {
      await world.bot.chat.scheduleMessage({ channel: '#bots', post_at, text });
    }
    const seen = new Set<string | undefined>();
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page = await world.bot.chat.scheduledMessages.list({ limit: 1, cursor });
      seen.add(page.scheduled_messages?.[0]?.text);
      cursor = page.response_metadata?.next_cursor === '' ? undefined : page.response_metadata?.next_cursor;
    }
    expect(seen).toEqual(new Set(['one', 'two', 'three']));
  });
});
