import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import * as channels from '../store/channels.ts';
import type { Place } from '../store/channels.ts';
import * as messages from '../store/messages.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Workspace } from '../workspace.ts';
import { visiblePlace } from './channel.ts';
import { openDirect } from './direct.ts';

/** Says into public channels that its bot is not in. */
const PUBLIC = 'chat:write.public';

/**
 * Where the caller may say something.
 * @param name an id, `#general`, or a user's id, which opens a direct message
 * @param seenByAll false for what only members may be shown
 * @throws channel_not_found, not_in_channel or is_archived
 */
export async function writableChannel(
  workspace: Workspace,
  caller: Caller,
  name: string,
  seenByAll = true,
): Promise<Place> {
  const id = await channelIdOf(workspace, caller, name);
  const channel = await visiblePlace(workspace, caller, id);
  const fromOutside =
    seenByAll && channel.kind === 'public' && caller.kind === 'bot' && caller.scopes.includes(PUBLIC);
  if (channel.is_member !== true && !fromOutside) throw new SlackError('not_in_channel');
  if (channel.is_archived) throw new SlackError('is_archived');
  return channel;
}

/** A user's id stands for the direct message with that user; of channels, the name is enough. */
async function channelIdOf(workspace: Workspace, caller: Caller, name: string): Promise<string> {
  if (/^U[A-Z0-9]{8,}$/.test(name)) return (await openDirect(workspace, caller, name)).id;
  if (/^[A-Z][A-Z0-9]{8,}$/.test(name)) return name;
  const named = (await channels.publicNames(workspace.db)).find(
    (each) => each.name === name.replace(/^#/, ''),
  );
  if (!named) throw new SlackError('channel_not_found');
  return named.id;
}

/**
 * The parent of the thread that is named by any message of it; undefined for what is in no thread. A reply to a reply
 * is one to its parent.
 * @throws thread_not_found
 */
export async function threadOf(
  { db }: Workspace,
  channel: string,
  thread_ts: string | undefined,
): Promise<string | undefined> {
  if (thread_ts === undefined) return undefined;
  const named = await messages.find(db, channel, thread_ts);
  if (!named) throw new SlackError('thread_not_found');
  return named.thread_ts ?? named.ts;
}

/** What is left of a deleted message is no message any more. @throws message_not_found */
export async function standingMessage({ db }: Workspace, channel: string, ts: string): Promise<MessageRow> {
  const message = await messages.find(db, channel, ts);
  if (!message || message.subtype === 'tombstone') throw new SlackError('message_not_found');
  return message;
}

interface Wanted {
  name: string;
  ts: string;
  refusal: 'cant_update_message' | 'cant_delete_message';
}

/** Nobody changes what somebody else has said. */
export async function ownMessage(
  workspace: Workspace,
  caller: Caller,
  { name, ts, refusal }: Wanted,
): Promise<MessageRow> {
  const channel = await visiblePlace(workspace, caller, name);
  const message = await standingMessage(workspace, channel.id, ts);
  if (message.member_id !== caller.userId) throw new SlackError(refusal);
  return message;
}
