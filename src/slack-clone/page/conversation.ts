/**
 * What stands in one place, in order of time: the messages that the workspace keeps, and what is only in this window
 * (ephemerals, what is being sent, sentences of the page's own).
 */
import type { Message } from '../protocol.ts';

export type Line =
  | { kind: 'message' | 'ephemeral'; ts: string; message: Message }
  | { kind: 'outgoing'; ts: string; id: string; text: string; broadcast: boolean; failure: string | null }
  | { kind: 'note'; ts: string; id: string; sentence: string; retry: string | null };

export interface Conversation {
  lines: Line[];
  loaded: boolean;
  /** Whether there are messages before the first that is here, and after the last. */
  hasOlder: boolean;
  hasNewer: boolean;
  unread: number;
  /** How many of the unread ones name this person. */
  mentions: number;
  /** The first message that this person has not seen: a line is drawn above it. */
  newFrom: string | null;
  /** Slash commands that wait to be acknowledged. */
  running: number;
}

export const untouched: Conversation = {
  lines: [],
  loaded: false,
  hasOlder: false,
  hasNewer: false,
  unread: 0,
  mentions: 0,
  newFrom: null,
  running: 0,
};

/** So many messages are held and drawn at once; what is beyond is read again when one scrolls there. */
const most = 400;

/** One name for a line as long as it lives: the workspace's ts, or the page's own id. */
export const keyOf = (line: Line): string => ('id' in line ? line.id : `${line.kind} ${line.ts}`);

const isLocal = (line: Line): boolean => line.kind === 'outgoing' || line.kind === 'note';

/**
 * Puts a line where it belongs; one with the same key is replaced where it stands. What is newer than all that the
 * workspace has told comes last, also after the page's own lines: their time is from another clock.
 */
export function place(lines: Line[], line: Line): Line[] {
  const key = keyOf(line);
  const same = lines.findIndex((other) => keyOf(other) === key);
  if (same >= 0) return lines.with(same, line);
  const isNewest = lines.every((other) => isLocal(other) || Number(other.ts) <= Number(line.ts));
  return isNewest ? [...lines, line] : placeByTime(lines, line);
}

function placeByTime(lines: Line[], line: Line): Line[] {
  const before = lines.findLastIndex((other) => Number(other.ts) <= Number(line.ts));
  return lines.toSpliced(before + 1, 0, line);
}

export const without = (lines: Line[], key: string): Line[] => lines.filter((line) => keyOf(line) !== key);

/** A reply belongs to its thread, unless it was also sent to the channel. */
export const belongs = (message: Message): boolean =>
  message.thread_ts === undefined ||
  message.thread_ts === message.ts ||
  message.subtype === 'thread_broadcast';

/**
 * A message that just came. My own takes the place of the line that was being sent; one of somebody else's that I am
 * not watching begins the new ones. Where older ones are being read it waits beyond the gap.
 */
export function arrive(
  conversation: Conversation,
  message: Message,
  seen: { mine: boolean; watched: boolean; named: boolean },
): Conversation {
  const line: Line = { kind: 'message', ts: message.ts, message };
  const sent = seen.mine
    ? conversation.lines.find(
        (other) => other.kind === 'outgoing' && other.failure === null && other.text === message.text,
      )
    : undefined;
  const known = conversation.lines.some((other) => keyOf(other) === keyOf(line));
  const before = sent ? without(conversation.lines, keyOf(sent)) : conversation.lines;
  const placed = conversation.hasNewer ? { lines: before } : cutAbove(conversation, place(before, line));
  if (known || seen.mine || (seen.watched && !conversation.hasNewer)) return { ...conversation, ...placed };
  return {
    ...conversation,
    ...placed,
    unread: conversation.unread + 1,
    mentions: conversation.mentions + (seen.named ? 1 : 0),
    newFrom: conversation.newFrom ?? message.ts,
  };
}

/** A change to a message that was never loaded is left to the history that will bring it. */
export function change(
  conversation: Conversation,
  ts: string,
  how: (message: Message) => Message,
): Conversation {
  const at = conversation.lines.findIndex((line) => line.kind === 'message' && line.ts === ts);
  const line = conversation.lines[at];
  if (line?.kind !== 'message') return conversation;
  return {
    ...conversation,
    lines: conversation.lines.with(at, { ...line, message: how(line.message) }),
  };
}

/** A part of what the workspace keeps, the oldest first, and whether there is more on either side. */
export interface Page {
  messages: Message[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/**
 * Read from the workspace. It replaces the messages that were here, as some may be gone by now; those that came while
 * it was on its way are newer than it, and stay, as does what lives only in this window.
 */
export function read(conversation: Conversation, page: Page): Conversation {
  const latest = Number(page.messages.at(-1)?.ts ?? 0);
  const kept = conversation.lines.filter(
    (line) =>
      line.kind !== 'message' || (!page.hasNewer && !conversation.hasNewer && Number(line.ts) > latest),
  );
  const { hasOlder, hasNewer } = page;
  return {
    ...conversation,
    loaded: true,
    hasOlder,
    hasNewer,
    lines: kept.reduce(placeByTime, asLines(page.messages)),
  };
}

/** The page before the oldest. What is furthest below goes, to be read again by who comes back. */
export function readAbove(conversation: Conversation, { messages, hasOlder }: Page): Conversation {
  const lines = [...unknown(conversation, messages), ...conversation.lines];
  const surplus = lines.length - most;
  if (surplus <= 0) return { ...conversation, hasOlder, lines };
  const cut = lines.filter((line, index) => index < most || line.kind !== 'message');
  return { ...conversation, hasOlder, hasNewer: true, lines: cut };
}

/** The page after the newest. */
export function readBelow(conversation: Conversation, { messages, hasNewer }: Page): Conversation {
  const lines = unknown(conversation, messages).reduce(placeByTime, conversation.lines);
  return { ...conversation, hasNewer, ...cutAbove(conversation, lines) };
}

function cutAbove({ hasOlder }: Conversation, lines: Line[]): { lines: Line[]; hasOlder: boolean } {
  // A whole page at a time, so that not every message that comes moves all the others.
  if (lines.length <= most + 50) return { lines, hasOlder };
  const cut = lines.filter((line, index) => index >= lines.length - most || line.kind !== 'message');
  return { lines: cut, hasOlder: true };
}

function unknown({ lines }: Conversation, messages: Message[]): Line[] {
  const known = new Set(lines.map(keyOf));
  return asLines(messages).filter((line) => !known.has(keyOf(line)));
}

const asLines = (messages: Message[]): Line[] =>
  messages.map((message) => ({ kind: 'message', ts: message.ts, message }));
