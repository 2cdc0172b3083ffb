import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { announceChannel } from '../conversations/announce-channel.ts';
import { changeableChannel, MANAGE } from '../conversations/change.ts';
import { enter } from '../conversations/membership.ts';
import { postNotice } from '../conversations/notice.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import * as channels from '../store/channels.ts';
import type { SeenChannel } from '../store/channels.ts';

/** Its history stays, and nothing more is said in it. Whoever is in it is in it again when it comes back. */
export const conversationsArchive = defineMethod({
  name: 'conversations.archive',
  tier: 't2',
  scopes: MANAGE,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: id }) {
    const demand = { scopes: MANAGE, guests: 'restricted_action', archived: true } as const;
    const channel = await changeableChannel(workspace, caller, id, demand);
    if (channel.is_general) throw new SlackError('cant_archive_general');
    if (!(await channels.setArchived(workspace.db, channel.id, true, workspace.clock.now())))
      throw new SlackError('already_archived');
    const notice = { subtype: 'channel_archive', text: 'archived the channel' };
    await postNotice(workspace, channel.id, caller, notice);
    await tell({ workspace, caller }, channel, 'archive');
    return {};
  },
});

/** Whoever brings it back is in it. */
export const conversationsUnarchive = defineMethod({
  name: 'conversations.unarchive',
  tier: 't2',
  scopes: MANAGE,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: id }) {
    const demand = { scopes: MANAGE, guests: 'restricted_action', archived: true, outside: true } as const;
    const channel = await changeableChannel(workspace, caller, id, demand);
    if (!(await channels.setArchived(workspace.db, channel.id, false, workspace.clock.now())))
      throw new SlackError('not_archived');
    await enter(workspace, channel, [caller.userId]);
    const notice = { subtype: 'channel_unarchive', text: 'un-archived the channel' };
    await postNotice(workspace, channel.id, caller, notice);
    await tell({ workspace, caller }, channel, 'unarchive');
    return {};
  },
});

/** Of a private channel, only those hear who are in it. */
async function tell({ workspace, caller }: Call, { id, kind }: SeenChannel, what: string): Promise<void> {
  const isPublic = kind === 'public';
  const event = { type: `${isPublic ? 'channel' : 'group'}_${what}`, channel: id, user: caller.userId };
  tellApps(workspace, event, isPublic ? undefined : id);
  await announceChannel(workspace, id);
}
