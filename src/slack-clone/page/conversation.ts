/**
 * What stands in one conversation, in order of time: the messages that the workspace keeps, and what is only in this
 * window (ephemerals, what is being sent, sentences of the page's own).
 */
import type { Message } from '../protocol.ts';

export type Line =
  | { kind: 'message' | 'ephemeral'; ts: string; message: Message }
  | { kind: 'outgoing'; ts: string; id: string; text: string; failure: string | null }
  | { kind: 'note'; ts: string; id: string; sentence: string; retry: string | null };

export interface Conversation {
  lines: Line[];
  loaded: boolean;
  /** Where older messages begin; empty when there are none. */
  cursor: string;
  unread: number;
  /** The first message that this person has not seen: a line is drawn above it. */
  newFrom: string | null;
  /** Slash commands that wait to be acknowledged. */
  running: number;
}

export const untouched: Conversation = {
  lines: [],
  loaded: false,
  cursor: '',
  unread: 0,
  newFrom: null,
  running: 0,
};

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
 * not watching begins the new ones.
 */
export function arrive(
  conversation: Conversation,
  message: Message,
  seen: { mine: boolean; watched: boolean },
): Conversation {
  if (!belongs(message)) return conversation;
  const line: Line = { kind: 'message', ts: message.ts, message };
  const sent = seen.mine
    ? conversation.lines.find(
        (other) => other.kind === 'outgoing' && other.failure === null && other.text === message.text,
      )
    : undefined;
  const known = conversation.lines.some((other) => keyOf(other) === keyOf(line));
  const lines = place(sent ? without(conversation.lines, keyOf(sent)) : conversation.lines, line);
  if (known || seen.mine || seen.watched) return { ...conversation, lines };
  return {
    ...conversation,
    lines,
    unread: conversation.unread + 1,
    newFrom: conversation.newFrom ?? message.ts,
  };
}

/** A change to a message that was never loaded is left to the history that will bring it. */
export function change(conversation: Conversation, message: Message): Conversation {
  const key = keyOf({ kind: 'message', ts: message.ts, message });
  const known = conversation.lines.some((line) => keyOf(line) === key);
  if (!known) return conversation;
  return {
    ...conversation,
    lines: place(conversation.lines, { kind: 'message', ts: message.ts, message }),
  };
}

/**
 * The newest page of the history, newest first. It replaces the messages that were here, as some may be gone by now;
 * those that came while it was on its way are newer than it, and stay, as does what lives only in this window.
 */
export function read(conversation: Conversation, newest: Message[], cursor: string): Conversation {
  const latest = Number(newest[0]?.ts ?? 0);
  const kept = conversation.lines.filter((line) => line.kind !== 'message' || Number(line.ts) > latest);
  const stored: Line[] = newest.reduceRight(withStored, []);
  return { ...conversation, loaded: true, cursor, lines: kept.reduce(placeByTime, stored) };
}

/** The page before the oldest. */
export function readOlder(conversation: Conversation, older: Message[], cursor: string): Conversation {
  return { ...conversation, cursor, lines: older.reduceRight(withStored, conversation.lines) };
}

const withStored = (lines: Line[], message: Message): Line[] =>
  belongs(message) ? place(lines, { kind: 'message', ts: message.ts, message }) : lines;
