import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import type { Call } from '../api/method.ts';
import type { MessageRow } from '../store/messages.ts';
import { visiblePlace } from './channel.ts';
import { standingMessage } from './writable.ts';

/** What is reacted to or pinned: a message, by its channel and timestamp. */
export const itemFields = {
  channel: z.string().optional(),
  timestamp: z.string().optional(),
  file: z.string().optional(),
};

/**
 * @param write whether something is to be done to it
 * @throws no_item_specified, file_not_found, bad_timestamp, channel_not_found, not_in_channel, is_archived or
 * message_not_found
 */
export async function findItem(
  { workspace, caller }: Call,
  { channel: name, timestamp, file }: z.infer<z.ZodObject<typeof itemFields>>,
  write: boolean,
): Promise<MessageRow> {
  if (name === undefined || timestamp === undefined)
    throw new SlackError(file === undefined ? 'no_item_specified' : 'file_not_found');
  if (!/^\d{10}\.\d{6}$/.test(timestamp)) throw new SlackError('bad_timestamp');
  const channel = await visiblePlace(workspace, caller, name);
  // A person looks into public channels from outside, and touches nothing there.
  if (channel.is_member !== true && (write || caller.kind === 'bot')) throw new SlackError('not_in_channel');
  if (write && channel.is_archived) throw new SlackError('is_archived');
  return standingMessage(workspace, channel.id, timestamp);
}
