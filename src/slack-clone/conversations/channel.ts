import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { missingScope, type Scopes } from '../api/method.ts';
import type { Channel } from '../protocol.ts';
import { unixSeconds } from '../stamps.ts';
import * as channels from '../store/channels.ts';
import type { Place, SeenChannel } from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';

/** Slack's name for the kind, as scopes begin with it: `channels:read`, `im:history`. */
const FAMILIES: Record<SeenChannel['kind'], string> = {
  public: 'channels',
  private: 'groups',
  im: 'im',
  mpim: 'mpim',
};

/** A channel that the caller may know of: guests know of none but their own. */
export async function visibleChannel(workspace: Workspace, caller: Caller, id: string): Promise<SeenChannel> {
  return visible(caller, await channels.find(workspace.db, id, caller.userId));
}

/** The same, for whoever need not know how it looks. */
export async function visiblePlace({ db }: Workspace, caller: Caller, id: string): Promise<Place> {
  return visible(caller, await channels.place(db, id, caller.userId));
}

function visible<Seen extends Place>(caller: Caller, channel: Seen | undefined): Seen {
  if (!channel || !mayKnow(caller, channel)) throw new SlackError('channel_not_found');
  return channel;
}

const mayKnow = ({ isGuest }: Caller, { kind, is_member }: Place): boolean =>
  is_member === true || (kind === 'public' && !isGuest);

/** Undefined for one that the caller may not know of. */
export async function findVisibleChannel(
  { db }: Workspace,
  caller: Caller,
  id: string,
): Promise<SeenChannel | undefined> {
  const channel = await channels.find(db, id, caller.userId);
  return channel && mayKnow(caller, channel) ? channel : undefined;
}

/** Any conversation scope lets a call begin; which one is needed is known when the channel is. */
export function demandFamily(caller: Caller, kind: SeenChannel['kind'], verb: 'read' | 'history'): void {
  const scope = `${FAMILIES[kind]}:${verb}`;
  if (!caller.scopes.includes(scope)) throw missingScope(caller, [scope]);
}

/** Of a method's scopes, those that are about conversations of this kind: one of them is needed. */
export function demandOfKind(caller: Caller, kind: SeenChannel['kind'], scopes: Scopes): void {
  const anyOf = (scopes[caller.kind] ?? []).filter((scope) => scope.startsWith(`${FAMILIES[kind]}:`));
  if (!anyOf.some((scope) => caller.scopes.includes(scope))) throw missingScope(caller, anyOf);
}

/** As `conversations.list` gives it back. */
export function shownChannel(channel: SeenChannel, teamId: string): Channel & Record<string, unknown> {
  const { kind } = channel;
  const created = unixSeconds(channel.created_at);
  const common = {
    id: channel.id,
    created,
    is_archived: channel.is_archived,
    is_channel: kind === 'public',
    is_group: kind === 'private' || kind === 'mpim',
    is_im: kind === 'im',
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public',
    is_member: channel.is_member === true,
    is_general: channel.is_general,
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    context_team_id: teamId,
    updated: (channel.updated_at ?? channel.created_at).getTime(),
    ...((kind === 'im' || kind === 'mpim') && { is_open: channel.is_open === true }),
  };
  if (kind === 'im')
    return {
      ...common,
      user: channel.other ?? channel.creator,
      is_user_deleted: channel.other_deleted === true,
    };
  const name = channel.name ?? '';
  return {
    ...common,
    name,
    name_normalized: name,
    creator: channel.creator,
    topic: noted(channel.topic, channel.topic_by, channel.topic_at),
    purpose: noted(channel.purpose, channel.purpose_by, channel.purpose_at),
    previous_names: channel.previous_names,
    num_members: Number(channel.members ?? 0),
  };
}

function noted(value: string, by: string | null, at: Date | null) {
  return { value, creator: by ?? '', last_set: at === null ? 0 : unixSeconds(at) };
}
