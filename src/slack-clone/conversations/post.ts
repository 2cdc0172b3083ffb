import { carrying, withFiles } from '../files/attached.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import type { ClientEvent, Message } from '../protocol.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as fileShares from '../store/file-shares.ts';
import type { FileRow } from '../store/files.ts';
import * as messages from '../store/messages.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import type { Content } from './content.ts';
import { type Author, shownMessage } from './message.ts';
import type { Metadata } from './metadata.ts';

/** What a message can have beside its content. */
interface Said extends Content {
  thread_ts?: string | undefined;
  metadata?: Metadata | null | undefined;
  files?: FileRow[];
  /** Of what the workspace itself writes. */
  subtype?: string;
  detail?: Record<string, string>;
}

/** Stores a message and tells the channel's people. */
export async function postMessage(
  workspace: Workspace,
  channel: string,
  author: Author,
  content: Said,
): Promise<Message> {
  const { files = [] } = content;
  const row = {
    channel_id: channel,
    ts: workspace.stamps.next(),
    member_id: author.userId,
    bot_id: author.botId,
    app_id: author.appId,
    subtype: content.subtype ?? (files.length > 0 ? 'file_share' : null),
    detail: content.detail ?? null,
    text: content.text,
    blocks: content.blocks,
    metadata: content.metadata ?? null,
    thread_ts: content.thread_ts ?? null,
    edited_by: null,
    edited_ts: null,
  };
  await store(workspace, row, files);
  const message = { ...shownMessage(row, workspace.team.id), ...carrying(workspace, files) };
  await tellChannel(workspace, channel, { type: 'message', channel, message });
  tellApps(workspace, { ...message, channel }, channel);
  return message;
}

/** A message is never there without its files. */
async function store({ db }: Workspace, row: MessageRow, files: FileRow[]): Promise<void> {
  if (files.length === 0) return messages.insert(db, row);
  const ids = files.map(({ id }) => id);
  await db.transaction().execute(async (transaction) => {
    await messages.insert(transaction, row);
    await fileShares.insert(transaction, row.channel_id, row.ts, ids);
  });
}

/** Undefined if it is gone. Metadata that is not mentioned stays as it is; null takes it away. */
export async function changeMessage(
  workspace: Workspace,
  channel: string,
  ts: string,
  edit: Content & { by: string; metadata?: Metadata | null | undefined },
): Promise<Message | undefined> {
  const { text, blocks, metadata, by } = edit;
  const edited = { text, blocks, metadata, edited_by: by, edited_ts: workspace.stamps.next() };
  const row = await messages.update(workspace.db, channel, ts, edited);
  if (!row) return undefined;
  const [message] = await withFiles(workspace, channel, [shownMessage(row, workspace.team.id)]);
  if (message) await tellChannel(workspace, channel, { type: 'message_changed', channel, message });
  return message;
}

/** Deleting what is gone already tells nobody and fails nothing. */
export async function deleteMessage(workspace: Workspace, channel: string, ts: string): Promise<void> {
  if (!(await messages.remove(workspace.db, channel, ts))) return;
  await tellChannel(workspace, channel, { type: 'message_deleted', channel, ts });
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
  content: Content,
  replacing?: string,
) {
  const { channel, userId, author } = target;
  const ts = replacing ?? workspace.stamps.next();
  const { window } = workspace.ephemerals.find(ts) ?? target;
  const message: Message = {
    type: 'message',
    ts,
    user: author.userId,
    text: content.text,
    app_id: author.appId,
    ...(author.botId !== null && { bot_id: author.botId }),
    ...(content.blocks !== null && { blocks: content.blocks }),
  };
  workspace.ephemerals.put(ts, { channel, userId, window, appId: author.appId }, content.blocks ?? []);
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

/** People's windows. Apps are told by `tellApps`. */
export async function tellChannel(workspace: Workspace, channel: string, event: ClientEvent): Promise<void> {
  workspace.events.tell(await channelMembers.people(workspace.db, channel), event);
}
