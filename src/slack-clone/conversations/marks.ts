import type { Caller } from '../api/caller.ts';
import type { Channel } from '../protocol.ts';
import type { SeenChannel } from '../store/channels.ts';
import * as messages from '../store/messages.ts';
import * as reading from '../store/reading.ts';
import type { Workspace } from '../workspace.ts';
import { shownChannel } from './channel.ts';
import { shownMessage } from './message.ts';

/** Channels with what the caller has read of those that they are in. */
export async function shownWithMarks(
  { db, team }: Workspace,
  caller: Caller,
  seen: SeenChannel[],
): Promise<(Channel & Record<string, unknown>)[]> {
  const own = seen.filter((channel) => channel.is_member === true).map(({ id }) => id);
  const counts = await reading.unread(db, caller.userId, own);
  const unread = new Map(counts.map((each) => [each.channel_id, each]));
  return seen.map((channel) => ({
    ...shownChannel(channel, team.id),
    ...(channel.last_read !== null && {
      last_read: channel.last_read,
      unread_count: Number(unread.get(channel.id)?.all ?? 0),
      unread_count_display: Number(unread.get(channel.id)?.worth_telling ?? 0),
    }),
  }));
}

/** One, as `conversations.info` and `conversations.open` give it: a direct message with its last message too. */
export async function shownWhole(workspace: Workspace, caller: Caller, seen: SeenChannel) {
  const [shown] = await shownWithMarks(workspace, caller, [seen]);
  if (seen.kind !== 'im' && seen.kind !== 'mpim') return { ...shown };
  const span = { oldest: '0', latest: '9999999999.999999', inclusive: true, limit: 1 };
  const [latest] = await messages.history(workspace.db, seen.id, span);
  return { ...shown, latest: latest ? shownMessage(latest, workspace.team.id) : null, priority: 0 };
}
