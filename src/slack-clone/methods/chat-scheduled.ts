import { z } from 'zod';
import { pageSize } from '../api/argument.ts';
import { paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { authorOf } from '../conversations/message.ts';
import { readSaid, saidFields } from '../conversations/said.ts';
import { afterScheduled, readPostAt, schedule, scheduledKey } from '../conversations/schedule.ts';
import { threadOf, writableChannel } from '../conversations/writable.ts';
import { unixSeconds } from '../stamps.ts';
import * as scheduled from '../store/scheduled-messages.ts';
import { WRITE } from './chat.ts';

const MINUTE = 60_000;

/** With `metadata` too, which in Slack itself is then never posted. */
export const chatScheduleMessage = defineMethod({
  name: 'chat.scheduleMessage',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ ...saidFields, post_at: z.union([z.string(), z.number()]) }),
  async run({ workspace, caller }, { post_at, ...raw }) {
    const { said, cut } = await readSaid({ workspace, caller }, raw);
    if (cut) throw new SlackError('msg_too_long');
    const postAt = readPostAt(post_at, workspace.clock.now());
    const channel = await writableChannel(workspace, caller, raw.channel);
    const thread_ts = await threadOf(workspace, channel.id, raw.thread_ts);
    const author = authorOf(caller);
    const saying = { channel: channel.id, author, said: { ...said, thread_ts } };
    return {
      channel: channel.id,
      scheduled_message_id: await schedule(workspace, saying, postAt),
      post_at: unixSeconds(postAt),
      message: {
        type: 'delayed_message',
        text: said.text,
        ...(author.botId === null
          ? { user: author.userId }
          : {
              bot_id: author.botId,
              app_id: author.appId,
              subtype: 'bot_message',
              username: caller.userName,
            }),
        ...said.persona,
        ...(said.blocks && { blocks: said.blocks }),
        ...(said.attachments && { attachments: said.attachments }),
      },
    };
  },
});

/** What comes within a minute is on its way, as in Slack. */
export const chatDeleteScheduledMessage = defineMethod({
  name: 'chat.deleteScheduledMessage',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ channel: z.string(), scheduled_message_id: z.string() }),
  async run({ workspace, caller }, { channel: name, scheduled_message_id: id }) {
    const channel = await visibleChannel(workspace, caller, name);
    const removed = await scheduled.remove(workspace.db, {
      id,
      channel: channel.id,
      member: caller.userId,
      app: caller.appId,
      after: new Date(workspace.clock.now().getTime() + MINUTE),
    });
    if (!removed) throw new SlackError('invalid_scheduled_message_id');
    return {};
  },
});

const second = z.coerce.number().min(0).max(9_999_999_999).optional();

/** What the caller has scheduled, by this app, and has not come yet. */
export const chatScheduledMessagesList = defineMethod({
  name: 'chat.scheduledMessages.list',
  tier: 't3',
  scopes: { bot: [], user: [] },
  input: z.object({
    channel: z.string().optional(),
    oldest: second,
    latest: second,
    cursor: z.string().optional(),
    limit: pageSize.default(100),
  }),
  async run({ workspace, caller }, { channel, oldest, latest, cursor, limit }) {
    if (channel !== undefined) {
      await visibleChannel(workspace, caller, channel).catch(() => {
        throw new SlackError('invalid_channel');
      });
    }
    const rows = await scheduled.page(workspace.db, {
      member: caller.userId,
      app: caller.appId,
      channel,
      oldest: timeOf(oldest),
      latest: timeOf(latest),
      after: afterScheduled(cursor),
      limit: limit + 1,
    });
    const { page, next } = paginate(rows, limit, scheduledKey);
    return {
      scheduled_messages: page.map((row) => ({
        id: row.id,
        channel_id: row.channel_id,
        post_at: unixSeconds(row.post_at),
        date_created: unixSeconds(row.created_at),
        text: row.content.text,
      })),
      response_metadata: { next_cursor: next },
    };
  },
});

function timeOf(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}
