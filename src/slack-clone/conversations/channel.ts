import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { missingScope } from '../api/method.ts';
import type { Channel } from '../protocol.ts';
import { unixSeconds } from '../stamps.ts';
import * as channels from '../store/channels.ts';
import type { SeenChannel } from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';

/** Slack's name for the kind, as scopes begin with it: `channels:read`, `im:history`. */
const FAMILIES: Record<SeenChannel['kind'], string> = { public: 'channels', private: 'groups', im: 'im' };

/** A channel that the caller may know of. */
export async function visibleChannel(workspace: Workspace, caller: Caller, id: string): Promise<SeenChannel> {
  const channel = await channels.find(workspace.db, id, caller.userId);
  if (!channel || (!channel.is_member && channel.kind !== 'public'))
    throw new SlackError('channel_not_found');
  return channel;
}

/** Any conversation scope lets a call begin; which one is needed is known when the channel is. */
export function demandFamily(caller: Caller, kind: SeenChannel['kind'], verb: 'read' | 'history'): void {
  const scope = `${FAMILIES[kind]}:${verb}`;
  if (!caller.scopes.includes(scope)) throw missingScope(caller, [scope]);
}

/** As `conversations.list` gives it back. */
export function shownChannel(channel: SeenChannel, teamId: string): Channel & Record<string, unknown> {
  const created = unixSeconds(channel.created_at);
  const common = {
    id: channel.id,
    created,
    is_archived: channel.is_archived,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_member: channel.is_member === true,
    is_general: channel.is_general,
    is_shared: false,
    is_org_shared: false,
    context_team_id: teamId,
    updated: created * 1000,
  };
  if (channel.kind === 'im')
    return { ...common, user: channel.other ?? channel.creator, is_user_deleted: false };
  const name = channel.name ?? '';
  return {
    ...common,
    name,
    name_normalized: name,
    creator: channel.creator,
    topic: noted(channel.topic),
    purpose: noted(channel.purpose),
    num_members: Number(channel.members ?? 0),
  };
}

function noted(value: string) {
  return { value, creator: '', last_set: 0 };
}
