import { tellApps } from '../interactions/tell-apps.ts';
import { tellMentioned } from '../interactions/tell-mentioned.ts';
import { tellOfLinks } from '../interactions/tell-of-links.ts';
import type { ClientEvent } from '../protocol.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as messages from '../store/messages.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Posted } from '../store/new-messages.ts';
import type { Workspace } from '../workspace.ts';
import { type ShownMessage, shownMessage } from './message.ts';
import { showMessage } from './show.ts';

/** People's windows and apps learn of a message that is stored by now. Gives it as they see it. */
export async function announcePosted(workspace: Workspace, row: Posted): Promise<ShownMessage> {
  const { channel_id: channel, thread_ts } = row;
  const isPlain = thread_ts === null && row.subtype !== 'file_share';
  const message = isPlain ? shownMessage(row, workspace.team.id) : await showMessage(workspace, row);
  workspace.events.tell(row.people, { type: 'message', channel, message });
  tellApps(workspace, { ...message, channel }, channel);
  tellMentioned(workspace, row, message);
  tellOfLinks(workspace, row);
  if (thread_ts !== null) await announceThread(workspace, channel, thread_ts);
  return message;
}

/** Apps are told what it was before as well. */
export async function announceChanged(
  workspace: Workspace,
  row: MessageRow,
  previous: ShownMessage,
): Promise<ShownMessage> {
  const { channel_id: channel } = row;
  const message = await showMessage(workspace, row);
  await tellChannel(workspace, channel, { type: 'message_changed', channel, message });
  const ts = workspace.stamps.next();
  const change = { subtype: 'message_changed', hidden: true, channel, ts, message };
  tellApps(workspace, { type: 'message', ...change, previous_message: previous }, channel);
  return message;
}

/** It is nowhere any more. */
export async function announceDeleted(
  workspace: Workspace,
  channel: string,
  previous: ShownMessage,
): Promise<void> {
  const { ts: deleted_ts } = previous;
  await tellChannel(workspace, channel, { type: 'message_deleted', channel, ts: deleted_ts });
  const ts = workspace.stamps.next();
  const deletion = { subtype: 'message_deleted', hidden: true, channel, ts, deleted_ts };
  tellApps(workspace, { type: 'message', ...deletion, previous_message: previous }, channel);
}

/** Windows count the replies on a thread's parent. Apps hear of the reply itself, and of nothing else, as in Slack. */
export async function announceThread(workspace: Workspace, channel: string, ts: string): Promise<void> {
  const parent = await messages.find(workspace.db, channel, ts);
  if (!parent) return;
  const message = await showMessage(workspace, parent);
  await tellChannel(workspace, channel, { type: 'message_changed', channel, message });
}

/** People's windows. Apps are told by `tellApps`. */
export async function tellChannel(workspace: Workspace, channel: string, event: ClientEvent): Promise<void> {
  workspace.events.tell(await channelMembers.people(workspace.db, channel), event);
}
