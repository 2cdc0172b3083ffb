import type { Caller } from '../api/caller.ts';
import { type ErrorCode, SlackError } from '../api/error.ts';
import type { Scopes } from '../api/method.ts';
import type { SeenChannel } from '../store/channels.ts';
import type { Workspace } from '../workspace.ts';
import { demandOfKind, visibleChannel } from './channel.ts';

/** Scopes for what changes a conversation, by its kind. Bots have a name of their own for public channels. */
export const MANAGE = {
  bot: ['channels:manage', 'channels:write', 'groups:write', 'im:write', 'mpim:write'],
  user: ['channels:write', 'groups:write', 'im:write', 'mpim:write'],
};

/** What has to be so before a method changes a conversation. */
interface Demand {
  scopes: Scopes;
  /** The kinds it is about; channels alone unless it is said. */
  kinds?: readonly SeenChannel['kind'][];
  /** What a guest is told; undefined: guests may. */
  guests?: ErrorCode;
  /** Whether it works on an archived one. */
  archived?: boolean;
  /** Whether somebody may do it who is not in it. */
  outside?: boolean;
}

/** @throws channel_not_found, method_not_supported_for_channel_type, missing_scope, not_in_channel or is_archived */
export async function changeableChannel(
  workspace: Workspace,
  caller: Caller,
  id: string,
  { scopes, kinds = ['public', 'private'], guests, archived = false, outside = false }: Demand,
): Promise<SeenChannel> {
  const channel = await visibleChannel(workspace, caller, id);
  if (!kinds.includes(channel.kind)) throw new SlackError('method_not_supported_for_channel_type');
  demandOfKind(caller, channel.kind, scopes);
  if (guests !== undefined && caller.isGuest) throw new SlackError(guests);
  if (channel.is_member !== true && !outside) throw new SlackError('not_in_channel');
  if (channel.is_archived && !archived) throw new SlackError('is_archived');
  return channel;
}
