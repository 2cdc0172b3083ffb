/** A conversation's lines as rows: a divider above each day, one above what is new, neighbours of an author joined. */
import type { Line } from './conversation.ts';
import { keyOf } from './conversation.ts';
import { dayKey, dayName, millis } from './moment.ts';

export type Row =
  | { kind: 'day'; key: string; label: string }
  | { kind: 'new'; key: string }
  | { kind: 'line'; key: string; line: Line; joined: boolean };

const together = 5 * 60_000;

export function rows(lines: Line[], newFrom: string | null, now: number, me: string): Row[] {
  let before: Line | undefined;
  return lines.flatMap((line) => {
    const at = millis(line.ts);
    const above: Row[] = [];
    if (!before || dayKey(millis(before.ts)) !== dayKey(at)) {
      above.push({ kind: 'day', key: `day ${dayKey(at)}`, label: dayName(at, now) });
    }
    if (line.kind === 'message' && line.ts === newFrom) above.push({ kind: 'new', key: 'new' });
    const joined = above.length === 0 && before !== undefined && joins(before, line, me);
    before = line;
    return [...above, { kind: 'line', key: keyOf(line), line, joined }];
  });
}

/** Only what everybody sees joins: an ephemeral or a note is a thing of its own. */
function joins(before: Line, line: Line, me: string): boolean {
  const author = authorOf(line, me);
  return author !== null && author === authorOf(before, me) && millis(line.ts) - millis(before.ts) < together;
}

function authorOf(line: Line, me: string): string | null {
  if (line.kind === 'outgoing') return me;
  return line.kind === 'message' ? (line.message.user ?? line.message.bot_id ?? null) : null;
}
