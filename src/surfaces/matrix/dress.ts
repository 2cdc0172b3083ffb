import { REVEAL_KEY } from '../../commands/matrix-redactions.ts';
import type { Button, Document, Line, Question, Section, Table } from '../../core/document.ts';
import { code, command, say, type Text } from '../../core/text.ts';
import { asWords, inOneLine, type Twofold, twofold, wrapped } from './text.ts';

export interface Dress {
  /**
   * Buttons have numbers, in the order of `buttonsOf`, to be answered with; without a prompt that takes them they are
   * shown as what is typed.
   */
  numbers?: boolean;
  /** Shows its secret, under the id of the errand that redacts the message; without it none is shown. */
  reveal?: string;
}

/** The content of the message that says this: `m.notice`, which no bot answers, and which pings nobody. */
export function contentOf(document: Document, { numbers = true, reveal }: Dress = {}): object {
  const { text, facts, lines, sections, table, secret, note, buttons } = document;
  const press = numbers ? numbered() : typed;
  const blocks = [
    ...(text.length > 0 ? [twofold(text)] : []),
    ...(facts ? [factsBlock(facts)] : []),
    ...(lines && lines.length > 0 ? [linesBlock(lines, press)] : []),
    ...(sections ?? []).map((section) => sectionBlock(section, press)),
    ...(table ? [tableBlock(table, press)] : []),
    ...(secret && reveal !== undefined ? [secretBlock(secret.reveal())] : []),
    ...(note ? [wrapped('em', twofold(note))] : []),
    ...(buttons && buttons.length > 0 ? [inOneLine(buttons.map(press), ' · ')] : []),
  ];
  return { ...notice(blocks), ...(reveal !== undefined && { [REVEAL_KEY]: reveal }) };
}

/** The buttons of a document, in the order of their numbers: the first is 1. */
export function buttonsOf({ lines, sections, table, buttons }: Document): Button[] {
  const inSections = (sections ?? []).flatMap((section) => section.lines);
  const rows = table && hasButtons(table) ? table.lines : [];
  return [
    ...[...(lines ?? []), ...inSections, ...(rows ?? [])].flatMap((line) => line.buttons ?? []),
    ...(buttons ?? []),
  ];
}

/** A question, to be answered with yes or no, or by a reaction. */
export function questionContent({ text, yes, no }: Question): object {
  const answers = say`✅ ${code('yes')}: ${yes} · ❌ ${code('no')}: ${no}`;
  return notice([twofold(text), twofold(answers)]);
}

/** A message of these blocks. Nobody is mentioned, whatever stands in them. */
export function notice(blocks: readonly Twofold[]): object {
  return {
    msgtype: 'm.notice',
    body: blocks.map(({ plain }) => plain).join('\n\n'),
    format: 'org.matrix.custom.html',
    formatted_body: blocks.map(({ html }) => (isBlock(html) ? html : `<p>${html}</p>`)).join(''),
    'm.mentions': {},
  };
}

const isBlock = (html: string): boolean => /^<(?:ul|ol|table|pre|h4)\b/.test(html);

type Press = (button: Button) => Twofold;

/** "1 Rotate", the next one "2 Revoke". */
function numbered(): Press {
  let count = 0;
  return ({ label }) => inOneLine([wrapped('strong', asWords(String((count += 1)))), asWords(label)]);
}

/** "Rotate: `!tokens rotate start 87434498`". */
function typed({ label, command: name, input }: Button): Twofold {
  const flags = Object.entries(input).map(
    ([flag, value]) => `--${flag.replaceAll('_', '-')}=${asWord(value)}`,
  );
  return twofold(say`${label}: ${command([name, ...flags].join(' '))}`);
}

const asWord = (value: string | number): string =>
  /^[\w@%+=:,./-]+$/.test(String(value)) ? String(value) : `"${String(value).replaceAll('"', '')}"`;

/** Each a line of its own: "Owner: bob". */
function factsBlock(facts: NonNullable<Document['facts']>): Twofold {
  return list(
    facts.map(([label, value]) => inOneLine([wrapped('strong', asWords(`${label}:`)), twofold(value)])),
  );
}

const linesBlock = (lines: readonly Line[], press: Press): Twofold =>
  list(lines.map((line) => lineOf(line, press)));

function lineOf({ text, buttons = [] }: Line, press: Press): Twofold {
  const said = twofold(text);
  if (buttons.length === 0) return said;
  const below = inOneLine(buttons.map(press), ' · ');
  return { plain: `${said.plain}\n   ${below.plain}`, html: `${said.html}<br>${below.html}` };
}

function sectionBlock({ heading, lines, none }: Section, press: Press): Twofold {
  const head = wrapped('h4', asWords(heading));
  const body = lines.length > 0 ? linesBlock(lines, press) : wrapped('p', twofold(none));
  return { plain: `${head.plain}\n${body.plain}`, html: head.html + body.html };
}

const hasButtons = ({ lines }: Table): boolean => lines?.some(({ buttons }) => buttons) ?? false;

function tableBlock(table: Table, press: Press): Twofold {
  if (hasButtons(table)) return linesBlock(table.lines ?? [], press);
  const { columns, rows } = table;
  const head = row('th', columns.map(asWords));
  const body = rows.map((cells) => row('td', cells.map(twofold))).join('');
  return {
    plain: rows.map((cells) => `• ${rowLine(columns, cells)}`).join('\n'),
    html: `<table><thead>${head}</thead><tbody>${body}</tbody></table>`,
  };
}

const row = (tag: string, cells: readonly Twofold[]): string =>
  `<tr>${cells.map((cell) => wrapped(tag, cell).html).join('')}</tr>`;

/** A row where there is no table: the first column is what it is of; of several others, each has its name. */
function rowLine(columns: readonly string[], cells: readonly Text[]): string {
  return cells
    .flatMap((cell, index) => {
      const { plain } = twofold(cell);
      if (plain === '') return [];
      return index === 0 || columns.length === 2 ? [plain] : [`${columns[index] ?? ''}: ${plain}`];
    })
    .join(columns.length === 2 ? ': ' : ' · ');
}

/** On lines of its own, without a mark that could be copied with it. */
const secretBlock = (text: string): Twofold => {
  const { plain, html } = asWords(text);
  return { plain, html: `<pre><code>${html}</code></pre>` };
};

function list(items: readonly Twofold[]): Twofold {
  return {
    plain: items.map(({ plain }) => `• ${plain}`).join('\n'),
    html: `<ul>${items.map((item) => wrapped('li', item).html).join('')}</ul>`,
  };
}
