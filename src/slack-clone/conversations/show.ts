import { withFiles } from '../files/attached.ts';
import * as messages from '../store/messages.ts';
import type { MessageRow } from '../store/messages.ts';
import * as pins from '../store/pins.ts';
import * as reactions from '../store/reactions.ts';
import type { Workspace } from '../workspace.ts';
import { type ShownMessage, shownMessage, shownPin, shownReactions, shownThread } from './message.ts';

/** For whom it is, if for one alone; and whether they asked for what apps noted down. */
interface Viewing {
  viewer?: string | undefined;
  withMetadata?: boolean;
}

/**
 * Messages as `conversations.history` gives them back: with their threads, reactions and pins. However many they are,
 * that is four statements, and one for files where there are any.
 */
export async function showMessages(
  workspace: Workspace,
  rows: MessageRow[],
  { viewer, withMetadata = false }: Viewing = {},
): Promise<ShownMessage[]> {
  if (rows.length === 0) return [];
  const { db, team } = workspace;
  const channels = [...new Set(rows.map((row) => row.channel_id))];
  const stamps = rows.map((row) => row.ts);
  const parentStamps = [...new Set(rows.flatMap((row) => row.thread_ts ?? []))];
  const [parents, threads, reacted, pinned] = await Promise.all([
    parentStamps.length === 0 ? [] : messages.findAll(db, channels, parentStamps),
    messages.threads(db, channels, [...stamps, ...parentStamps]),
    reactions.on(db, channels, stamps),
    pins.on(db, channels, stamps),
  ]);
  const parentOf = new Map(parents.map((parent) => [parent.ts, parent]));
  const threadOf = new Map(threads.map((thread) => [thread.thread_ts, thread]));
  const reactionsOf = Map.groupBy(reacted, (reaction) => reaction.ts);
  const pinOf = new Map(pinned.map((pin) => [pin.ts, pin]));

  const withThread = (row: MessageRow): ShownMessage => {
    const thread = threadOf.get(row.ts);
    return { ...shownMessage(row, team.id), ...(thread && shownThread(row, thread, viewer)) };
  };
  const shown = rows.map((row) => {
    const parent = parentOf.get(row.thread_ts ?? '');
    const standing = reactionsOf.get(row.ts);
    const pin = pinOf.get(row.ts);
    return {
      ...withThread(row),
      ...(parent && inThread(row, parent, withThread)),
      ...(standing && { reactions: shownReactions(standing) }),
      ...(pin && shownPin(pin)),
      ...(withMetadata && row.metadata !== null && { metadata: row.metadata }),
    };
  });
  return withFiles(workspace, channels, shown);
}

/** One of them. */
export async function showMessage(
  workspace: Workspace,
  row: MessageRow,
  viewing: Viewing = {},
): Promise<ShownMessage> {
  const [shown] = await showMessages(workspace, [row], viewing);
  return shown ?? shownMessage(row, workspace.team.id);
}

/** A reply names whose thread it is in; one that stands in the channel too brings the parent along. */
function inThread(row: MessageRow, parent: MessageRow, show: (parent: MessageRow) => ShownMessage) {
  const isBroadcast = row.subtype === 'thread_broadcast';
  return { parent_user_id: parent.member_id, ...(isBroadcast && { root: show(parent) }) };
}
