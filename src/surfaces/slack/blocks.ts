import type {
  ActionsBlock,
  Button as SlackButton,
  ConfirmationDialog,
  KnownBlock,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
  TableBlock,
} from '@slack/types';
import type { Button, Document, Line, Question, Section, Table } from '../../core/document.ts';
import type { Secret } from '../../core/secret.ts';
import { bold, say } from '../../core/text.ts';
import { press } from './press.ts';
import { markup, section, unmarked } from './text.ts';

/** A document as blocks. What must be seen once is in a block of its own; the caller answers for who sees it. */
export function blocksOf(document: Document): KnownBlock[] {
  const { text, facts, lines, sections, table, secret, note, buttons } = document;
  return [
    ...(text.length > 0 ? [paragraph([{ text }])] : []),
    ...(facts ? [factsBlock(facts)] : []),
    ...(lines ? linesBlocks(lines) : []),
    ...(sections ?? []).flatMap(sectionBlocks),
    ...(table ? tableBlocks(table) : []),
    ...(secret ? [secretBlock(secret)] : []),
    ...(note ? [contextBlock(markup(note))] : []),
    ...(buttons ? [actions(buttons.map(button))] : []),
  ];
}

function sectionBlocks({ heading, lines, none }: Section): KnownBlock[] {
  return [
    { type: 'header', text: plain(heading) },
    ...(lines.length > 0 ? linesBlocks(lines) : [paragraph([{ text: none }])]),
  ];
}

/** A question, with the safe answer first. */
export function questionBlocks(question: Question, yes: string): KnownBlock[] {
  const keep: SlackButton = { type: 'button', action_id: 'keep', text: plain(question.no) };
  const go: SlackButton = {
    type: 'button',
    action_id: 'run-yes',
    text: plain(question.yes),
    style: 'danger',
    value: yes,
  };
  return [paragraph([{ text: question.text }]), actions([keep, go])];
}

/** What a notification shows, and a client that knows no blocks. Never with a secret. */
export const fallback = ({ text }: Pick<Document, 'text'>): string => unmarked(text);

export const plain = (text: string): PlainTextElement => ({
  type: 'plain_text',
  text: text.slice(0, 75),
  emoji: false,
});

function paragraph(lines: Line[]): RichTextBlock {
  const elements = lines.flatMap(({ text }, index) => [...(index > 0 ? say`\n` : []), ...text]);
  return { type: 'rich_text', elements: [section(elements)] };
}

function factsBlock(facts: NonNullable<Document['facts']>): SectionBlock {
  const fields = facts.map(([label, value]) => ({
    type: 'mrkdwn' as const,
    text: markup([...say`${bold(label)}\n`, ...value]),
    verbatim: true,
  }));
  return { type: 'section', fields };
}

function linesBlocks(lines: Line[]): KnownBlock[] {
  if (lines.length === 0) return [];
  if (lines.every((line) => !line.buttons)) return [paragraph(lines)];
  return lines.flatMap(lineBlocks);
}

/** One button stands beside its line, several below it. */
function lineBlocks({ text, buttons = [] }: Line): KnownBlock[] {
  const block: SectionBlock = {
    type: 'section',
    text: { type: 'mrkdwn', text: markup(text), verbatim: true },
  };
  const [first, ...others] = buttons;
  if (!first) return [block];
  if (others.length === 0) return [{ ...block, accessory: button(first, 0) }];
  return [block, actions(buttons.map(button))];
}

function tableBlocks(table: Table): KnownBlock[] {
  return table.lines?.some(({ buttons }) => buttons) ? linesBlocks(table.lines) : [tableBlock(table)];
}

function tableBlock({ columns, rows }: Table): TableBlock {
  const header = columns.map((column) => ({ type: 'raw_text' as const, text: column }));
  const cells = rows.map((row) =>
    row.map((text) =>
      // Slack takes no empty cell.
      text.length === 0
        ? { type: 'raw_text' as const, text: ' ' }
        : { type: 'rich_text' as const, elements: [section(text)] },
    ),
  );
  // The last column has the longest words: it wraps rather than be out of sight.
  const column_settings = columns.map((_, index) => ({ is_wrapped: index === columns.length - 1 }));
  return { type: 'table', column_settings, rows: [header, ...cells] };
}

/** Preformatted: it wraps, and is selected as a whole. */
function secretBlock(secret: Secret): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: secret.reveal() }] }],
  };
}

function contextBlock(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

const actions = (elements: SlackButton[]): ActionsBlock => ({ type: 'actions', elements });

function button(wanted: Button, index: number): SlackButton {
  return {
    type: 'button',
    action_id: `run-${index}`,
    text: plain(wanted.label),
    value: press({ command: wanted.command, input: wanted.input, confirmed: wanted.confirm !== undefined }),
    ...(wanted.danger ? { style: 'danger' as const } : {}),
    ...(wanted.confirm ? { confirm: dialog(wanted.confirm, wanted.danger === true) } : {}),
  };
}

function dialog({ title, text, yes, no }: Question, isDanger: boolean): ConfirmationDialog {
  return {
    title: plain(title),
    text: { type: 'mrkdwn', text: markup(text) },
    confirm: plain(yes),
    deny: plain(no),
    style: isDanger ? 'danger' : 'primary',
  };
}
