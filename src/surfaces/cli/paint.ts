import type { Document } from '../../core/document.ts';
import type { Span, Text } from '../../core/text.ts';

/** How to stress something, if at all: `plain` where nothing is coloured. */
export interface Paint {
  bold(text: string): string;
  name(text: string): string;
  grey(text: string): string;
}

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`;

const COLOURS: Paint = { bold: sgr(1, 22), name: sgr(36, 39), grey: sgr(90, 39) };

const same = (text: string): string => text;
const PLAIN: Paint = { bold: same, name: same, grey: same };

export const paintFor = (stream: { isTTY?: boolean }, { NO_COLOR: isPlain }: { NO_COLOR: boolean }): Paint =>
  stream.isTTY === true && !isPlain ? COLOURS : PLAIN;

/** Characters that would move the cursor, colour the terminal or turn the direction of what follows. */
const ACTING = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;

const harmless = (text: string): string => text.replaceAll(ACTING, '\uFFFD');

const words = ({ kind, text }: Span): string => harmless(kind === 'command' ? `botmint ${text}` : text);

/** A sentence: what is typed letter for letter stands in backquotes. */
export function sentence(text: Text, paint: Paint): string {
  return text
    .map((span) => {
      if (span.kind === 'plain') return words(span);
      return span.kind === 'bold' ? paint.bold(words(span)) : `\`${paint.name(words(span))}\``;
    })
    .join('');
}

/** One line without marks, for a cell. */
const cell = (text: Text): string =>
  text
    .map(words)
    .join('')
    .replaceAll(/[\n\t]+/g, ' ');

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u;

/** Columns that a text takes in a terminal. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + (/\p{M}|\u200D|\uFE0F/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1),
    0,
  );
}

const GAP = '  ';

/** Aligned columns under their names and a rule, as Sym's lists have them. */
export function tableLines(columns: readonly string[], rows: readonly Text[][], paint: Paint): string[] {
  const cells = [columns.map(harmless), ...rows.map((row) => row.map(cell))];
  const widths = columns.map((_column, index) => Math.max(...cells.map((row) => widthOf(row[index] ?? ''))));
  const rule = widths.map((width) => '-'.repeat(width));
  const aligned = (row: readonly string[]): string =>
    widths
      .map((width, index) => (row[index] ?? '') + ' '.repeat(width - widthOf(row[index] ?? '')))
      .join(GAP)
      .trimEnd();
  const [head = [], ...body] = cells;
  return [paint.bold(aligned(head)), paint.grey(rule.join(GAP)), ...body.map(aligned)];
}

/** An answer as lines. */
export function documentText(document: Document, paint: Paint): string {
  const { text, facts = [], lines = [], sections = [], table, note, buttons = [] } = document;
  const wide = Math.max(0, ...facts.map(([label]) => widthOf(label)));
  const blocks = [
    text.length > 0 ? [sentence(text, paint)] : [],
    facts.map(([label, value]) => `${label.padEnd(wide)}  ${cell(value)}`),
    lines.map((line) => sentence(line.text, paint)),
    ...sections.map((section) => [
      paint.bold(harmless(section.heading)),
      ...(section.lines.length > 0 ? section.lines.map((line) => line.text) : [section.none]).map((line) =>
        sentence(line, paint),
      ),
    ]),
    table ? tableLines(table.columns, table.rows, paint) : [],
    note ? [paint.grey(sentence(note, PLAIN))] : [],
    buttons
      .filter((button) => !isNamed(button, [...text, ...(note ?? [])]))
      .map((button) => paint.grey(`${harmless(button.label)}: ${pressed(button)}`)),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

interface Pressed {
  command: string;
  input: Record<string, string | number>;
}

/** Whether a sentence names this command already, for the same: on a terminal both are typed. */
const isNamed = ({ command, input }: Pressed, said: Text): boolean =>
  said
    .filter(({ kind, text }) => kind === 'command' && text.startsWith(`${command} `))
    .map(({ text }) => text.slice(command.length).split(' '))
    .some((rest) => Object.values(input).every((value) => rest.includes(String(value))));

/** A button as it is typed. */
function pressed({ command, input }: Pressed): string {
  const flags = Object.entries(input).map(
    ([name, value]) => `--${name.replaceAll('_', '-')} ${asWord(String(value))}`,
  );
  return ['botmint', command, ...flags].join(' ');
}

const asWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${harmless(text).replaceAll("'", `'\\''`)}'`;
