import type { Message } from '../protocol.ts';
import type { MessageRow } from '../store/messages.ts';

/** Who says it: a person, or an app as its bot. */
export interface Author {
  userId: string;
  botId: string | null;
  appId: string | null;
}

/** With what its app noted down with it: for who asks for that. */
export function messageWithMetadata(row: MessageRow, teamId: string) {
  return { ...shownMessage(row, teamId), ...(row.metadata !== null && { metadata: row.metadata }) };
}

/** A message as `conversations.history` gives it back. */
export function shownMessage(row: MessageRow, teamId: string): Message & { team: string } {
  return {
    ...row.detail,
    type: 'message',
    ts: row.ts,
    user: row.member_id,
    team: teamId,
    text: row.text,
    ...(row.bot_id !== null && { bot_id: row.bot_id }),
    ...(row.app_id !== null && { app_id: row.app_id }),
    ...(row.subtype !== null && { subtype: row.subtype }),
    ...(row.blocks !== null && { blocks: row.blocks }),
    ...(row.thread_ts !== null && { thread_ts: row.thread_ts }),
    ...(row.edited_by !== null &&
      row.edited_ts !== null && { edited: { user: row.edited_by, ts: row.edited_ts } }),
  };
}
