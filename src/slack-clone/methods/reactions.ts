import { z } from 'zod';
import { pageSize } from '../api/argument.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { findItem, itemFields } from '../conversations/item.ts';
import { addReaction, readName, removeReaction } from '../conversations/react.ts';
import { showMessage, showMessages } from '../conversations/show.ts';
import * as members from '../store/members.ts';
import * as messages from '../store/messages.ts';
import * as reactions from '../store/reactions.ts';

const READ = { bot: ['reactions:read'], user: ['reactions:read'] };
const WRITE = { bot: ['reactions:write'], user: ['reactions:write'] };

export const reactionsAdd = defineMethod({
  name: 'reactions.add',
  tier: 't3',
  scopes: WRITE,
  input: z.object({ name: z.string(), ...itemFields }),
  async run(call, { name, ...item }) {
    await addReaction(call, await findItem(call, item, true), readName(name));
    return {};
  },
});

export const reactionsRemove = defineMethod({
  name: 'reactions.remove',
  tier: 't2',
  scopes: WRITE,
  input: z.object({ name: z.string(), ...itemFields }),
  async run(call, { name, ...item }) {
    await removeReaction(call, await findItem(call, item, true), readName(name));
    return {};
  },
});

export const reactionsGet = defineMethod({
  name: 'reactions.get',
  tier: 't3',
  scopes: READ,
  input: z.object(itemFields),
  async run(call, item) {
    const row = await findItem(call, item, false);
    const message = await showMessage(call.workspace, row, { viewer: call.caller.userId });
    return { type: 'message', channel: row.channel_id, message };
  },
});

/** What somebody has reacted to, where the caller may look; the newest first. */
export const reactionsList = defineMethod({
  name: 'reactions.list',
  tier: 't2',
  scopes: READ,
  input: z.object({
    user: z.string().optional(),
    cursor: z.string().optional(),
    limit: pageSize.optional(),
    count: pageSize.default(100),
  }),
  async run(call, { user, cursor, limit: asked, count }) {
    if (user !== undefined && !(await members.find(call.workspace.db, user)))
      throw new SlackError('user_not_found');
    const { items, next } = await listItems(call, {
      member: user ?? call.caller.userId,
      cursor,
      limit: asked ?? count,
    });
    return { items, response_metadata: { next_cursor: next } };
  },
});

async function listItems(
  { workspace, caller }: Call,
  { member, cursor, limit }: { member: string; cursor: string | undefined; limit: number },
) {
  const before = afterCursor(cursor);
  if (!/^\d{0,18}$/.test(before)) throw new SlackError('invalid_cursor');
  const { userId: viewer, kind } = caller;
  const asked = { member, viewer, fromOutside: kind === 'user', before, limit: limit + 1 };
  const reacted = await reactions.itemsOf(workspace.db, asked);
  const { page, next } = paginate(reacted, limit, (item) => item.place);
  const channels = [...new Set(page.map((item) => item.channel_id))];
  const stamps = page.map((item) => item.ts);
  const found = page.length === 0 ? [] : await messages.findAll(workspace.db, channels, stamps);
  const rowOf = new Map(found.map((row) => [row.ts, row]));
  const rows = stamps.flatMap((ts) => rowOf.get(ts) ?? []);
  const shown = await showMessages(workspace, rows, { viewer });
  const items = shown.map((message, place) => ({
    type: 'message',
    channel: rows[place]?.channel_id,
    message,
  }));
  return { items, next };
}
