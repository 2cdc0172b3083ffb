import { z } from 'zod';
import { flag, pageSize, timestamp } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { demandFamily, visiblePlace } from '../conversations/channel.ts';
import { showMessages } from '../conversations/show.ts';
import type { Place } from '../store/channels.ts';
import { widened } from '../stamps.ts';
import * as messages from '../store/messages.ts';
import * as pins from '../store/pins.ts';
import type { Workspace } from '../workspace.ts';

const HISTORY_SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const HISTORY = { bot: HISTORY_SCOPES, user: HISTORY_SCOPES };

/** Later than any timestamp that will be. */
const END_OF_TIME = '9999999999.999999';

const span = {
  channel: z.string(),
  cursor: z.string().optional(),
  limit: pageSize.default(100),
  oldest: timestamp.default('0'),
  latest: timestamp.default(END_OF_TIME),
  inclusive: flag.default(false),
  include_all_metadata: flag.default(false),
};

/** The newest first. What was said in threads is among the replies. */
export const conversationsHistory = defineMethod({
  name: 'conversations.history',
  tier: 't3',
  scopes: HISTORY,
  input: z.object(span),
  async run({ workspace, caller }, { include_all_metadata, ...wanted }) {
    const { channel: name, cursor, limit, oldest, latest, inclusive } = wanted;
    const channel = await readableChannel(workspace, caller, name);
    // A later page begins before the last message of the one before, which must not come again.
    const before = afterCursor(cursor);
    const until =
      before === '' ? { latest: widened(latest), inclusive } : { latest: before, inclusive: false };
    const asked = { ...until, oldest: widened(oldest), limit: limit + 1 };
    const rows = await messages.history(workspace.db, channel.id, asked);
    const { page, next } = paginate(rows, limit, (row) => row.ts);
    const viewing = { viewer: caller.userId, withMetadata: include_all_metadata };
    return {
      messages: await showMessages(workspace, page, viewing),
      has_more: next !== '',
      pin_count: await pins.count(workspace.db, channel.id),
      response_metadata: { next_cursor: next },
    };
  },
});

/** A thread with its first message, the oldest first. Any message of it names the thread. */
export const conversationsReplies = defineMethod({
  name: 'conversations.replies',
  tier: 't3',
  scopes: HISTORY,
  input: z.object({ ...span, ts: timestamp }),
  async run({ workspace, caller }, { include_all_metadata, ...wanted }) {
    const { channel: name, ts, cursor, limit, oldest, latest, inclusive } = wanted;
    const channel = await readableChannel(workspace, caller, name);
    const parent = await messages.find(workspace.db, channel.id, ts);
    if (!parent) throw new SlackError('thread_not_found');
    const after = afterCursor(cursor);
    const from = after === '' ? { oldest: widened(oldest), inclusive } : { oldest: after, inclusive: false };
    const asked = { ...from, latest: widened(latest), limit: limit + 1 };
    const rows = await messages.replies(workspace.db, channel.id, parent.thread_ts ?? ts, asked);
    const { page, next } = paginate(rows, limit, (row) => row.ts);
    const viewing = { viewer: caller.userId, withMetadata: include_all_metadata };
    return {
      messages: await showMessages(workspace, page, viewing),
      has_more: next !== '',
      response_metadata: { next_cursor: next },
    };
  },
});

/** A bot reads only where it is; a person also looks into public channels from outside. */
async function readableChannel(workspace: Workspace, caller: Caller, name: string): Promise<Place> {
  const channel = await visiblePlace(workspace, caller, name);
  demandFamily(caller, channel.kind, 'history');
  if (channel.is_member !== true && caller.kind === 'bot') throw new SlackError('not_in_channel');
  return channel;
}
