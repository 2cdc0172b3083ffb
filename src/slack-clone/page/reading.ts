/** Reads what the workspace keeps: the list of conversations, and their histories page by page. */
import type { Channel, Message } from '../protocol.ts';
import type { Desk } from './desk.ts';
import { tell } from './note.ts';

interface History {
  ok: true;
  messages: Message[];
  response_metadata?: { next_cursor?: string };
}

export async function readChannels(desk: Desk): Promise<void> {
  const answer = await desk.askWeb<{ ok: true; channels: Channel[] }>('conversations.list', {
    types: 'public_channel,private_channel,im',
    exclude_archived: 'true',
    limit: '200',
  });
  if (answer.ok) desk.store.change({ type: 'channels read', channels: answer.channels });
}

export async function readHistory(desk: Desk, channel: string, cursor = ''): Promise<void> {
  const answer = await desk.askWeb<History>('conversations.history', {
    channel,
    limit: '50',
    ...(cursor === '' ? {} : { cursor }),
  });
  if (!answer.ok) return tell(desk, channel, answer);
  desk.store.change({
    type: 'history read',
    channel,
    messages: answer.messages,
    cursor: answer.response_metadata?.next_cursor ?? '',
    older: cursor !== '',
  });
}

export async function readOlder(desk: Desk, channel: string): Promise<void> {
  const cursor = desk.store.get().conversations[channel]?.cursor ?? '';
  if (cursor !== '') await readHistory(desk, channel, cursor);
}

/** After a gap that the events could not bridge. */
export async function readAnew(desk: Desk): Promise<void> {
  await readChannels(desk);
  for (const [channel, { loaded }] of Object.entries(desk.store.get().conversations)) {
    if (loaded) await readHistory(desk, channel);
  }
}
