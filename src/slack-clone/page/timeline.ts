/** A conversation's lines as rows: a divider above each day, one above what is new, neighbours of an author joined. */
import type { Line } from './conversation.ts';
import { keyOf } from './conversation.ts';
import { dayKey, dayName, millis } from './moment.ts';

export type Row =
  | { kind: 'day' | 'replies'; key: string; label: string }
  | { kind: 'new'; key: string }
  | { kind: 'line'; key: string; line: Line; joined: boolean };

const together = 5 * 60_000;

/** @param thread the message that the thread is about: below it is said how many answered. */
export function rows(lines: Line[], newFrom: string | null, now: number, me: string, thread?: string): Row[] {
  let before: Line | undefined;
  let isNewAhead = newFrom !== null;
  return lines.flatMap((line) => {
    const at = millis(line.ts);
    const above: Row[] = [];
    if (!before || dayKey(millis(before.ts)) !== dayKey(at)) {
      above.push({ kind: 'day', key: `day ${dayKey(at)}`, label: dayName(at, now) });
    }
    if (isNewAhead && line.kind === 'message' && Number(line.ts) >= Number(newFrom)) {
      isNewAhead = false;
      above.push({ kind: 'new', key: 'new' });
    }
    const joined = above.length === 0 && before !== undefined && joins(before, line, me, thread);
    before = line;
    const row: Row = { kind: 'line', key: keyOf(line), line, joined };
    return isParent(line, thread) ? [...above, row, replies(lines)] : [...above, row];
  });
}

const isParent = (line: Line, thread: string | undefined): boolean =>
  line.kind === 'message' && line.ts === thread;

function replies(lines: Line[]): Row {
  const count = lines.filter(({ kind }) => kind === 'message').length - 1;
  const label = count === 0 ? 'No replies yet' : count === 1 ? '1 reply' : `${count} replies`;
  return { kind: 'replies', key: 'replies', label };
}

/** Only what everybody sees joins: an ephemeral or a note is a thing of its own. */
function joins(before: Line, line: Line, me: string, thread: string | undefined): boolean {
  if (isParent(before, thread)) return false;
  const author = authorOf(line, me);
  return author !== null && author === authorOf(before, me) && millis(line.ts) - millis(before.ts) < together;
}

function authorOf(line: Line, me: string): string | null {
  if (line.kind === 'outgoing') return me;
  return line.kind === 'message' ? (line.message.user ?? line.message.bot_id ?? null) : null;
}
