import { z } from 'zod';
import { flag } from '../api/argument.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { announceChannel } from '../conversations/announce-channel.ts';
import { changeableChannel, MANAGE } from '../conversations/change.ts';
import { demandOfKind, shownChannel, visibleChannel } from '../conversations/channel.ts';
import { tellOfEntering } from '../conversations/membership.ts';
import { readName } from '../conversations/name.ts';
import { postNotice } from '../conversations/notice.ts';
import { newId } from '../ids.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';

/** Whoever makes it is in it. */
export const conversationsCreate = defineMethod({
  name: 'conversations.create',
  tier: 't2',
  scopes: MANAGE,
  input: z.object({ name: z.string(), is_private: flag.default(false), team_id: z.string().optional() }),
  async run({ workspace, caller }, { name: wanted, is_private }) {
    const name = readName(wanted);
    const kind = is_private ? 'private' : 'public';
    demandOfKind(caller, kind, MANAGE);
    if (caller.isGuest) throw new SlackError('restricted_action');
    const { clock, random, db, stamps, team } = workspace;
    const id = newId('C', random);
    const created_at = clock.now();
    await db.transaction().execute(async (transaction) => {
      const channel = { id, kind, name, creator: caller.userId, created_at } as const;
      if (!(await channels.claim(transaction, channel))) throw new SlackError('name_taken');
      await channelMembers.add(transaction, [id], [caller.userId], created_at, stamps.next());
    });
    const channel = shownChannel(await visibleChannel(workspace, caller, id), team.id);
    if (kind === 'public') tellApps(workspace, { type: 'channel_created', channel });
    await tellOfEntering(workspace, { id, kind }, [caller.userId]);
    return { channel };
  },
});

/** Whoever made it may, and admins. */
export const conversationsRename = defineMethod({
  name: 'conversations.rename',
  tier: 't2',
  scopes: MANAGE,
  input: z.object({ channel: z.string(), name: z.string() }),
  async run({ workspace, caller }, { channel: channelId, name: wanted }) {
    const demand = { scopes: MANAGE, guests: 'not_authorized' } as const;
    const { id, kind, ...before } = await changeableChannel(workspace, caller, channelId, demand);
    if (before.creator !== caller.userId && !caller.isAdmin) throw new SlackError('not_authorized');
    const name = readName(wanted);
    const old_name = before.name ?? '';
    if (name !== old_name) {
      if (!(await channels.rename(workspace.db, id, name, workspace.clock.now())))
        throw new SlackError('name_taken');
      const text = `has renamed the channel from "${old_name}" to "${name}"`;
      await postNotice(workspace, id, caller, { subtype: 'channel_name', text, detail: { name, old_name } });
    }
    const channel = shownChannel(await visibleChannel(workspace, caller, id), workspace.team.id);
    if (name !== old_name) await tellOfRenaming({ workspace, caller }, channel, kind === 'public');
    return { channel };
  },
});

async function tellOfRenaming(
  { workspace }: Call,
  channel: ReturnType<typeof shownChannel>,
  isPublic: boolean,
): Promise<void> {
  const { id, name, name_normalized, created, is_channel, is_mpim } = channel;
  const renamed = { id, name, name_normalized, created, is_channel, is_mpim };
  const event = { type: isPublic ? 'channel_rename' : 'group_rename', channel: renamed };
  tellApps(workspace, event, isPublic ? undefined : id);
  await announceChannel(workspace, id);
}
