import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { newId } from '../ids.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { shownChannel } from './channel.ts';

/** The direct message of the caller and another one. Whoever did not have it before is told that it is there. */
export async function openDirect(
  workspace: Workspace,
  caller: Caller,
  otherId: string,
): Promise<{ id: string; made: boolean }> {
  const { clock, random } = workspace;
  const other = await members.find(workspace.db, otherId);
  if (!other || other.deleted) throw new SlackError('user_not_found');
  // In one transaction, so that nobody finds a direct message with nobody in it.
  const created_at = clock.now();
  const opened = await workspace.db.transaction().execute(async (db) => {
    const channel = { id: newId('D', random), creator: caller.userId, created_at };
    const direct = await channels.openPair(db, channel, [caller.userId, otherId]);
    if (direct.made)
      await channelMembers.add(db, [direct.id], [...new Set([caller.userId, otherId])], created_at);
    return direct;
  });
  if (opened.made) await announce(workspace, opened.id);
  return opened;
}

/** Each of the two sees it as theirs: `user` is the other one. */
async function announce({ db, events, team }: Workspace, channelId: string): Promise<void> {
  for (const person of await channelMembers.people(db, channelId)) {
    const channel = await channels.find(db, channelId, person);
    if (channel) events.tell([person], { type: 'channel_opened', channel: shownChannel(channel, team.id) });
  }
}
