import type { Message } from '../protocol.ts';
import * as fileShares from '../store/file-shares.ts';
import type { FileRow } from '../store/files.ts';
import * as messages from '../store/messages.ts';
import * as newMessages from '../store/new-messages.ts';
import type { Edit } from '../store/messages.ts';
import type { Posted } from '../store/new-messages.ts';
import * as pins from '../store/pins.ts';
import * as reactions from '../store/reactions.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';
import { announceChanged, announceDeleted, announcePosted, announceThread } from './announce.ts';
import { allBlocks } from './attachments.ts';
import type { Content, Sayable } from './content.ts';
import { type Author, type ShownMessage, shownMessage } from './message.ts';
import type { Persona } from './persona.ts';
import { showMessage } from './show.ts';

/** Stores a message and tells the channel's people and apps. */
export async function postMessage(
  workspace: Workspace,
  channel: string,
  author: Author,
  said: Sayable,
  files: FileRow[] = [],
): Promise<ShownMessage> {
  const saying = { channel, author, said, files };
  const store = async (db: Database) => storeMessage(workspace, db, saying);
  // A message is never there without its files.
  const { db } = workspace;
  const row = await (files.length === 0 ? store(db) : db.transaction().execute(store));
  return announcePosted(workspace, row);
}

/** What is said, where, and by whom. */
export interface Saying {
  channel: string;
  author: Author;
  said: Sayable;
  files?: FileRow[];
  /** Of the scheduled message that it was. */
  scheduledId?: string;
}

/** Nobody is told: in a transaction, that is for after it. */
export async function storeMessage(
  workspace: Workspace,
  db: Database,
  { channel, author, said, scheduledId, files = [] }: Saying,
): Promise<Posted> {
  const broadcast = said.thread_ts !== undefined && said.reply_broadcast === true;
  const subtype = said.subtype ?? (files.length > 0 ? 'file_share' : null);
  const row = await newMessages.insert(db, {
    channel_id: channel,
    ts: workspace.stamps.next(),
    member_id: author.userId,
    bot_id: author.botId,
    app_id: author.appId,
    subtype: broadcast ? 'thread_broadcast' : subtype,
    detail: said.detail ?? null,
    text: said.text,
    blocks: said.blocks,
    attachments: said.attachments ?? null,
    metadata: said.metadata ?? null,
    persona: said.persona ?? null,
    mrkdwn: said.mrkdwn ?? null,
    thread_ts: said.thread_ts ?? null,
    edited_by: null,
    edited_ts: null,
    scheduled_id: scheduledId ?? null,
  });
  if (files.length > 0)
    await fileShares.insert(
      db,
      row.channel_id,
      row.ts,
      files.map(({ id }) => id),
    );
  return row;
}

/** Undefined if it is gone. What the edit does not mention stays as it is; null takes it away. */
export async function changeMessage(
  workspace: Workspace,
  channel: string,
  ts: string,
  { by, ...edit }: Omit<Edit, 'edited_by' | 'edited_ts'> & { by: string },
): Promise<ShownMessage | undefined> {
  const before = await messages.find(workspace.db, channel, ts);
  if (!before) return undefined;
  const previous = await showMessage(workspace, before);
  const edited = { ...edit, edited_by: by, edited_ts: workspace.stamps.next() };
  const row = await messages.update(workspace.db, channel, ts, edited);
  return row && announceChanged(workspace, row, previous);
}

/**
 * Deleting what is gone already tells nobody and fails nothing. Of a parent whose thread goes on, something stays in its
 * place, and goes with the last reply.
 */
export async function deleteMessage(workspace: Workspace, channel: string, ts: string): Promise<void> {
  const { db } = workspace;
  const before = await messages.find(db, channel, ts);
  if (!before) return;
  const previous = await showMessage(workspace, before);
  const tomb = await messages.entomb(db, channel, ts);
  if (tomb) {
    await reactions.removeAll(db, channel, ts);
    await pins.remove(db, channel, ts);
    await announceChanged(workspace, tomb, previous);
    return;
  }
  if (!(await messages.remove(db, channel, ts))) return;
  await announceDeleted(workspace, channel, previous);
  const { thread_ts: thread } = before;
  if (thread === null) return;
  const emptied = await messages.removeEmptyTomb(db, channel, thread);
  if (emptied) await announceDeleted(workspace, channel, shownMessage(emptied, workspace.team.id));
  else await announceThread(workspace, channel, thread);
}

/** An ephemeral is always an app's: people cannot whisper in Slack. */
export interface EphemeralTarget {
  channel: string;
  userId: string;
  /** Where its asker waits for it; undefined: in all of the person's windows. */
  window?: string | undefined;
  author: Author & { appId: string };
}

/**
 * Shows something to one person. It is sent, and kept nowhere. Gives its timestamp, which is its name. What replaces
 * another one is shown where that was.
 */
export function showEphemeral(
  workspace: Workspace,
  target: EphemeralTarget,
  content: Content & { thread_ts?: string | undefined; persona?: Persona | null },
  replacing?: string,
) {
  const { channel, userId, author } = target;
  const ts = replacing ?? workspace.stamps.next();
  const { window } = workspace.ephemerals.find(ts) ?? target;
  const message: Message = {
    type: 'message',
    ts,
    ...(content.persona ? { ...content.persona, subtype: 'bot_message' } : { user: author.userId }),
    text: content.text,
    app_id: author.appId,
    ...(author.botId !== null && { bot_id: author.botId }),
    ...(content.blocks !== null && { blocks: content.blocks }),
    ...(content.attachments && { attachments: content.attachments }),
    ...(content.thread_ts !== undefined && { thread_ts: content.thread_ts }),
  };
  workspace.ephemerals.put(ts, { channel, userId, window, appId: author.appId }, allBlocks(content));
  const type = replacing === undefined ? 'ephemeral' : 'ephemeral_changed';
  workspace.events.tell([userId], { type, channel, message }, window);
  return ts;
}

/** Takes it off the person's screen. There is nothing else of it to delete. */
export function deleteEphemeral(
  workspace: Workspace,
  { channel, userId, window: asker }: Omit<EphemeralTarget, 'author'>,
  ts: string,
): void {
  const { window } = workspace.ephemerals.find(ts) ?? { window: asker };
  workspace.ephemerals.remove(ts);
  workspace.events.tell([userId], { type: 'ephemeral_deleted', channel, ts }, window);
}
