/** Makes, joins, leaves and changes channels. Each answers a sentence when it failed, else null. */
import type { Channel } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { explain, type Failure } from './failure.ts';
import { browse, openChannel } from './opening.ts';
import { readChannels } from './reading.ts';

const sentences: Record<string, string> = {
  name_taken:
    'There is a channel of that name already. Choose another one, or join it under Browse channels.',
  invalid_name_required: 'A channel needs a name.',
  invalid_name_maxlength: 'A channel’s name has at most 80 characters.',
  invalid_name_specials: 'A channel’s name has lower-case letters, digits, - and _, and nothing else.',
  invalid_name_punctuation: 'A channel’s name needs a letter or a digit.',
  invalid_name: 'A channel’s name has lower-case letters, digits, - and _, and nothing else.',
  already_in_channel: 'They are in it already.',
  cant_invite_self: 'You are in it already.',
  cant_leave_general: 'Everybody is in this channel, so nobody leaves it.',
  cant_archive_general: 'Everybody is in this channel, so it is not archived.',
  user_is_restricted: 'A guest cannot do this. Ask a member, or an admin.',
  restricted_action: 'A guest cannot do this. Ask a member, or an admin.',
  ura_max_channels: 'This guest is in as many channels as a guest can be.',
  too_long: 'A topic has at most 250 characters.',
  not_in_channel: 'You are not in this channel. Join it first.',
  last_member: 'You are the only one in it. Archive it instead, or invite somebody.',
};

const failed = (failure: Failure): string | null =>
  failure.error === 'switched' ? null : (sentences[failure.error] ?? explain(failure));

const after = (answer: { ok: true } | Failure): string | null => (answer.ok ? null : failed(answer));

export async function create(desk: Desk, name: string, isPrivate: boolean): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true; channel: Channel }>('conversations.create', {
    name,
    is_private: String(isPrivate),
  });
  if (!answer.ok) return failed(answer);
  await readChannels(desk);
  await openChannel(desk, answer.channel.id, { side: { kind: 'about' } });
  return null;
}

export async function join(desk: Desk, channel: string): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true }>('conversations.join', { channel });
  if (!answer.ok) return failed(answer);
  await readChannels(desk);
  return null;
}

export async function leaveChannel(desk: Desk, channel: string): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true }>('conversations.leave', { channel });
  if (!answer.ok) return failed(answer);
  browse(desk, 'channels');
  return null;
}

export async function setArchived(desk: Desk, channel: string, archived = true): Promise<string | null> {
  const method = archived ? 'conversations.archive' : 'conversations.unarchive';
  const answer = await desk.askWeb<{ ok: true }>(method, { channel });
  if (answer.ok) await readChannels(desk);
  return after(answer);
}

export async function setTopic(desk: Desk, channel: string, topic: string): Promise<string | null> {
  const answer = await desk.askWeb<{ ok: true }>('conversations.setTopic', { channel, topic });
  if (answer.ok) await readChannels(desk);
  return after(answer);
}

export const invite = async (desk: Desk, channel: string, users: string[]): Promise<string | null> =>
  after(await desk.askWeb<{ ok: true }>('conversations.invite', { channel, users: users.join(',') }));

/** Their ids, or a sentence when that failed. */
export async function readMembers(desk: Desk, channel: string): Promise<string[] | string> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const answer = await desk.askWeb<{
      ok: true;
      members: string[];
      response_metadata?: { next_cursor?: string };
    }>('conversations.members', { channel, limit: '200', ...(cursor !== '' && { cursor }) });
    if (!answer.ok) return failed(answer) ?? '';
    ids.push(...answer.members);
    cursor = answer.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return ids;
}
