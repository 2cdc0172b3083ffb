import { describe, expect, it } from 'vitest';
import type { Line } from '../../../src/slack-clone/page/conversation.ts';
import { dayName, formatDate, relative } from '../../../src/slack-clone/page/moment.ts';
import { rows } from '../../../src/slack-clone/page/timeline.ts';

const noon = new Date(2026, 10, 21, 12).getTime();
const at = (minutes: number, user = 'U1', kind: 'message' | 'ephemeral' = 'message'): Line => {
  const ts = String(noon / 1000 + minutes * 60);
  return { kind, ts, message: { type: 'message', ts, user, text: '' } };
};
const shape = (lines: Line[], newFrom: string | null = null) =>
  rows(lines, newFrom, noon, 'U1').map((row) =>
    'label' in row ? row.label : row.kind === 'new' ? 'new' : row.joined ? 'joined' : 'whole',
  );

describe('a conversation', () => {
  it('has a divider above each day', () => {
    expect(shape([at(-24 * 60 - 60), at(-24 * 60), at(0)])).toEqual([
      'Yesterday',
      'whole',
      'whole',
      'Today',
      'whole',
    ]);
  });

  it("joins an author's messages within five minutes", () => {
    expect(shape([at(0), at(4), at(9), at(10, 'U2')])).toEqual([
      'Today',
      'whole',
      'joined',
      'whole',
      'whole',
    ]);
  });

  it('never joins what only I see to what everybody sees', () => {
    expect(shape([at(0), at(1, 'U1', 'ephemeral'), at(2)])).toEqual(['Today', 'whole', 'whole', 'whole']);
  });

  it('draws the line above the first new message, which then stands whole', () => {
    const next = at(1);
    expect(shape([at(0), next], next.ts)).toEqual(['Today', 'whole', 'new', 'whole']);
  });
});

describe('a moment', () => {
  it('is named by its day, with the year when that is another one', () => {
    expect(dayName(new Date(2026, 10, 14, 9).getTime(), noon)).toBe('Saturday 14 November');
    expect(dayName(new Date(2025, 10, 14, 9).getTime(), noon)).toBe('14 November 2025');
  });

  it("is written by Slack's tokens, and an unknown one stays", () => {
    const then = new Date(2026, 10, 20, 9, 5).getTime();
    expect(formatDate('{date_num} {time} {moon}', then, noon)).toBe('2026-11-20 09:05 {moon}');
    expect(formatDate('{date_short_pretty} at {time}', then, noon)).toBe('yesterday at 09:05');
  });

  it('is so far away', () => {
    expect(relative(noon + 3 * 86_400_000, noon)).toBe('in 3 days');
    expect(relative(noon - 120_000, noon)).toBe('2 minutes ago');
    expect(relative(noon + 5000, noon)).toBe('now');
  });
});
