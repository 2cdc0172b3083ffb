import { deliverEvent } from '../interactions/deliver-event.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import * as apps from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import type { ChannelRow } from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';
import { announceChannel } from './announce-channel.ts';
import { postNotice } from './notice.ts';

type Place = Pick<ChannelRow, 'id' | 'kind'>;

/** C and G, as Slack still tells public channels from private ones in these events. */
const CHANNEL_TYPES: Record<ChannelRow['kind'], string> = { public: 'C', private: 'G', mpim: 'G', im: 'D' };

/** Puts members in, which the history, apps and windows are told of. Nobody hears of those who were in already. */
export async function enter(
  workspace: Workspace,
  channel: Place,
  memberIds: string[],
  inviter?: string,
): Promise<void> {
  const { db, clock, stamps } = workspace;
  const added = await channelMembers.add(db, [channel.id], memberIds, clock.now(), stamps.next());
  await tellOfEntering(workspace, channel, added, inviter);
}

/** For whoever is in already, as the one who made the channel. */
export async function tellOfEntering(
  workspace: Workspace,
  channel: Place,
  added: string[],
  inviter?: string,
): Promise<void> {
  const { team } = workspace;
  const invited = inviter !== undefined && { inviter };
  const channel_type = CHANNEL_TYPES[channel.kind];
  for (const userId of added) {
    const notice = { subtype: 'channel_join', text: 'has joined the channel' };
    await postNotice(workspace, channel.id, { userId }, { ...notice, ...(invited && { detail: invited }) });
    const joined = { type: 'member_joined_channel', user: userId, channel: channel.id, channel_type };
    tellApps(workspace, { ...joined, team: team.id, ...invited }, channel.id);
  }
  if (added.length > 0) await announceChannel(workspace, channel.id, added);
}

/** What follows when somebody has left. @param actor who did it: another one, if they were removed */
export async function tellOfDeparting(
  workspace: Workspace,
  channel: Place,
  userId: string,
  actor: string,
): Promise<void> {
  const { team, events } = workspace;
  const notice = { subtype: 'channel_leave', text: 'has left the channel' };
  await postNotice(workspace, channel.id, { userId }, notice);
  const channel_type = CHANNEL_TYPES[channel.kind];
  const left = {
    type: 'member_left_channel',
    user: userId,
    channel: channel.id,
    channel_type,
    team: team.id,
  };
  tellApps(workspace, left, channel.id);
  await tellOwnApp(workspace, channel, userId, actor);
  events.tell([userId], { type: 'channel_left', channel: channel.id });
  await announceChannel(workspace, channel.id);
}

/** A bot that is not in the channel any more hears that alone. */
async function tellOwnApp(
  workspace: Workspace,
  { id, kind }: Place,
  bot: string,
  actor: string,
): Promise<void> {
  const app = (await apps.all(workspace.db)).find((each) => each.bot_user_id === bot);
  const type = kind === 'public' ? 'channel_left' : 'group_left';
  if (app) void deliverEvent(workspace, app, { type, channel: id, actor_id: actor });
}
