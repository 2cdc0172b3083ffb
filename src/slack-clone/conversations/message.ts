import type { Message, Reaction } from '../protocol.ts';
import type { MessageRow, Thread } from '../store/messages.ts';
import type { PinRow } from '../store/pins.ts';
import type { ReactionRow } from '../store/reactions.ts';

/** Who says it: a person, or an app as its bot. */
export interface Author {
  userId: string;
  botId: string | null;
  appId: string | null;
}

/** Whoever calls says it. */
export function authorOf({ userId, botId, appId }: Author): Author {
  return { userId, botId, appId };
}

/** As Slack gives it, with the workspace that it was said in. */
export type ShownMessage = Message & { team: string };

/** A message by itself; what was made of it since, its thread and reactions, is added by `showMessages`. */
export function shownMessage(row: MessageRow, teamId: string): ShownMessage {
  const { persona, mrkdwn } = row;
  return {
    ...row.detail,
    type: 'message',
    ts: row.ts,
    ...speakerOf(row),
    team: teamId,
    text: row.text,
    ...(row.bot_id !== null && { bot_id: row.bot_id }),
    ...(row.app_id !== null && { app_id: row.app_id }),
    ...(row.subtype !== null && { subtype: row.subtype }),
    ...(persona !== null && { subtype: row.subtype ?? 'bot_message', ...persona }),
    ...(row.subtype === 'tombstone' && { hidden: true as const }),
    ...(row.blocks !== null && { blocks: row.blocks }),
    ...(row.attachments !== null && { attachments: row.attachments }),
    ...(mrkdwn === false && { mrkdwn }),
    ...(row.thread_ts !== null && { thread_ts: row.thread_ts }),
    ...(row.edited_by !== null &&
      row.edited_ts !== null && { edited: { user: row.edited_by, ts: row.edited_ts } }),
  };
}

/** What is left of a deleted message is Slack's own word; what a bot says under another name is nobody's. */
function speakerOf({ subtype, persona, member_id }: MessageRow): { user?: string } {
  if (subtype === 'tombstone') return { user: 'USLACKBOT' };
  return persona === null ? { user: member_id } : {};
}

/** How many of those who replied are named. */
const MOST_NAMED = 5;

/** What a parent tells of its thread. @param viewer who is looking; undefined: whoever gets to see it */
export function shownThread(parent: MessageRow, thread: Thread, viewer: string | undefined) {
  const { thread_ts, replies, latest, users } = thread;
  return {
    thread_ts,
    reply_count: replies,
    reply_users_count: users.length,
    latest_reply: latest,
    reply_users: users.slice(0, MOST_NAMED),
    is_locked: false,
    // Whoever has had a part in a thread hears of it.
    ...(viewer !== undefined && { subscribed: parent.member_id === viewer || users.includes(viewer) }),
  };
}

/** By emoji. @param rows of one message, in the order in which they were added */
export function shownReactions(rows: ReactionRow[]): Reaction[] {
  const users = new Map<string, string[]>();
  for (const { name, member_id } of rows) users.set(name, [...(users.get(name) ?? []), member_id]);
  return [...users].map(([name, who]) => ({ name, users: who, count: who.length }));
}

export function shownPin({ channel_id, member_id, created_at }: PinRow) {
  const pinned_ts = Math.floor(created_at.getTime() / 1000);
  return {
    pinned_to: [channel_id],
    pinned_info: { channel: channel_id, pinned_by: member_id, pinned_ts },
  };
}
