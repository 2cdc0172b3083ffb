/** Reads what the workspace keeps: the list of conversations, and their histories page by page. */
import type { Channel, Message } from '../protocol.ts';
import type { Page } from './conversation.ts';
import { belongs } from './conversation.ts';
import type { Desk } from './desk.ts';
import { tell } from './note.ts';
import { readPlace, threadPlace } from './place.ts';

interface History {
  ok: true;
  messages: Message[];
  has_more?: boolean;
  response_metadata?: { next_cursor?: string };
}

/** How many messages are read at a time. */
const few = 50;

export async function readChannels(desk: Desk): Promise<void> {
  const channels: Channel[] = [];
  let cursor = '';
  do {
    const answer = await desk.askWeb<{ ok: true; channels: Channel[] } & Pick<History, 'response_metadata'>>(
      'conversations.list',
      {
        types: 'public_channel,private_channel,mpim,im',
        limit: '999',
        ...(cursor !== '' && { cursor }),
      },
    );
    if (!answer.ok) return;
    channels.push(...answer.channels);
    cursor = answer.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  desk.store.change({ type: 'channels read', channels });
}

/** The newest messages of a channel, or a whole thread. */
export async function readHistory(desk: Desk, place: string): Promise<void> {
  const { channel, thread } = readPlace(place);
  if (thread !== undefined) return readThread(desk, channel, thread);
  const page = await pageOf(desk, channel, { limit: few });
  if (page) desk.store.change({ type: 'history read', channel, page, where: 'anew' });
}

async function readThread(desk: Desk, channel: string, ts: string): Promise<void> {
  const messages: Message[] = [];
  let cursor = '';
  do {
    const answer = await desk.askWeb<History>('conversations.replies', {
      channel,
      ts,
      limit: '200',
      ...(cursor !== '' && { cursor }),
    });
    if (!answer.ok) return tell(desk, threadPlace(channel, ts), answer);
    messages.push(...answer.messages);
    cursor = answer.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  const page = { messages, hasOlder: false, hasNewer: false };
  desk.store.change({ type: 'history read', channel: threadPlace(channel, ts), page, where: 'anew' });
}

export async function readOlder(desk: Desk, place: string): Promise<void> {
  const first = edge(desk, place, 'first');
  if (first === undefined) return;
  const page = await pageOf(desk, place, { latest: first, limit: few });
  if (page) desk.store.change({ type: 'history read', channel: place, page, where: 'above' });
}

export async function readNewer(desk: Desk, place: string): Promise<void> {
  const last = edge(desk, place, 'last');
  if (last === undefined) return;
  const page = await newerThan(desk, place, last);
  if (page) desk.store.change({ type: 'history read', channel: place, page, where: 'below' });
}

/** A message with what stands around it, also when it is far from what is loaded. False: it is not there any more. */
export async function readAround(desk: Desk, channel: string, ts: string): Promise<boolean> {
  const before = await pageOf(desk, channel, { latest: ts, inclusive: 'true', limit: few / 2 });
  if (before?.messages.at(-1)?.ts !== ts) return false;
  const after = await newerThan(desk, channel, ts);
  if (!after) return false;
  const page = { ...after, messages: [...before.messages, ...after.messages], hasOlder: before.hasOlder };
  desk.store.change({ type: 'history read', channel, page, where: 'anew' });
  return true;
}

/** After a gap that the events could not bridge. */
export async function readAnew(desk: Desk): Promise<void> {
  await readChannels(desk);
  for (const [place, { loaded }] of Object.entries(desk.store.get().conversations)) {
    if (loaded) await readHistory(desk, place);
  }
}

async function pageOf(
  desk: Desk,
  channel: string,
  asked: { latest?: string; inclusive?: string; limit: number },
): Promise<Page | null> {
  const answer = await desk.askWeb<History>('conversations.history', {
    ...asked,
    channel,
    limit: String(asked.limit),
  });
  if (!answer.ok) {
    tell(desk, channel, answer);
    return null;
  }
  const messages = answer.messages.filter(belongs).toReversed();
  return { messages, hasOlder: answer.has_more ?? false, hasNewer: false };
}

async function newerThan(desk: Desk, channel: string, ts: string): Promise<Page | null> {
  const answer = await desk.ask<History>('client.newer', { channel, ts, limit: few });
  if (answer.ok) {
    return { messages: answer.messages.filter(belongs), hasOlder: true, hasNewer: answer.has_more ?? false };
  }
  tell(desk, channel, answer);
  return null;
}

function edge(desk: Desk, place: string, which: 'first' | 'last'): string | undefined {
  const lines = desk.store.get().conversations[place]?.lines ?? [];
  const stored = lines.filter(({ kind }) => kind === 'message');
  return stored.at(which === 'first' ? 0 : -1)?.ts;
}
