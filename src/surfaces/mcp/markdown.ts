import type { Document, Line, Section, Table } from '../../core/document.ts';
import type { Text } from '../../core/text.ts';

/** A document as a model reads it. Never with its secret, and without buttons, which nobody could press. */
export function markdownOf({ text, facts, lines, sections, table, note }: Document): string {
  const parts = [
    markedUp(text),
    (facts ?? []).map(([label, value]) => `${label}: ${markedUp(value)}`).join('\n'),
    listOf(lines ?? []),
    ...(sections ?? []).map(sectionOf),
    table ? tableOf(table) : '',
    note ? markedUp(note) : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function sectionOf({ heading, lines, none }: Section): string {
  return `## ${heading}\n\n${lines.length > 0 ? listOf(lines) : markedUp(none)}`;
}

const listOf = (lines: readonly Line[]): string => lines.map(({ text }) => `- ${markedUp(text)}`).join('\n');

function tableOf({ columns, rows }: Table): string {
  const cells = rows.map((row) => row.map(markedUp));
  return [columns, columns.map(() => '---'), ...cells].map(rowOf).join('\n');
}

/** A bar or a line break in a cell would begin another. */
const rowOf = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;

function markedUp(text: Text): string {
  return text
    .map(({ kind, text: words }) => {
      if (kind === 'plain') return words;
      return kind === 'bold' ? `**${words}**` : `\`${words}\``;
    })
    .join('');
}
