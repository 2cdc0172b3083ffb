import type { ActionsBlock, InputBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Choice } from '../../commands/declare.ts';
import type { Document, Question } from '../../core/document.ts';
import { say, type Text } from '../../core/text.ts';
import type { Field, Form } from '../form.ts';
import { blockIdOf } from './answers.ts';
import { blocksOf, plain } from './blocks.ts';
import { press } from './press.ts';

/** A form as a modal. What was given or taken, and is not asked for, is remembered in it. */
export function formModal({ command, parts, isFolded, hidden }: Form, said?: Text): ModalView {
  const taken = parts.flatMap((part) =>
    part.kind === 'taken' ? [[blockIdOf(part), part.value] as const] : [],
  );
  const input = { ...hidden, ...Object.fromEntries(taken) };
  return {
    type: 'modal',
    callback_id: 'form',
    title: title(command.title),
    submit: title(command.title),
    close: plain('Cancel'),
    private_metadata: press({ command: command.name, input, confirmed: false, isOpen: !isFolded }),
    blocks: [
      ...(said ? blocksOf({ text: said }) : []),
      ...parts.flatMap((part) => (part.kind === 'taken' ? blocksOf({ text: part.said }) : inputBlock(part))),
      ...(isFolded ? [more()] : []),
    ],
  };
}

/** What came of it. Nothing in it can be sent back: it may show a secret. */
export function answerModal(heading: string, document: Document): ModalView {
  return {
    type: 'modal',
    callback_id: 'answer',
    title: title(heading),
    close: plain('Close'),
    blocks: blocksOf(document),
  };
}

/** A question as a modal, whose submit is the yes. */
export function questionModal({ title: heading, text, yes, no }: Question, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'question',
    title: title(heading),
    submit: title(yes),
    close: plain(no),
    private_metadata: metadata,
    blocks: blocksOf({ text }),
  };
}

/** What stands in a modal while the answer is on its way. */
export const waitingModal = (heading: string): ModalView => answerModal(heading, { text: say`One moment…` });

/** The button that unfolds a form. */
export const MORE = 'more';

const more = (): ActionsBlock => ({
  type: 'actions',
  block_id: MORE,
  elements: [{ type: 'button', action_id: MORE, text: plain('More options') }],
});

function inputBlock(field: Field): InputBlock {
  return {
    type: 'input',
    block_id: blockIdOf(field),
    ...(field.decides ? { dispatch_action: true } : {}),
    optional: !field.required,
    label: plain(field.label),
    hint: plain(field.hint),
    element: element(field),
  };
}

/** Slack's limit for one select; more are found by what is typed. */
const MOST_OPTIONS = 100;

function element(field: Field): InputBlock['element'] {
  const placeholder = plain(placeholderOf(field));
  const { value } = field;
  if (field.kind === 'text') {
    return {
      type: 'plain_text_input',
      action_id: field.name,
      placeholder,
      ...(value ? { initial_value: value } : {}),
    };
  }
  const select = { action_id: field.name, placeholder };
  const ticked = field.ticked.map(option);
  if (field.kind === 'choice') {
    const options = field.choices?.map(option) ?? [];
    const [chosen = value ? option({ value, label: value }) : undefined] = ticked;
    const given = chosen ? { initial_option: chosen } : {};
    const isShort = options.length > 0 && options.length <= MOST_OPTIONS;
    return isShort
      ? { type: 'static_select', ...select, options, ...given }
      : { type: 'external_select', ...select, min_query_length: 0, ...given };
  }
  return {
    type: 'multi_external_select',
    ...select,
    min_query_length: 0,
    ...(ticked.length > 0 ? { initial_options: ticked } : {}),
  };
}

function placeholderOf({ kind, placeholder, label }: Field): string {
  if (kind === 'choice') return 'Choose one';
  if (kind === 'choices') return 'Choose any';
  return placeholder === undefined ? label : `As in ${placeholder}`;
}

export function option({ value, label }: Choice): PlainTextOption {
  return { text: plain(label), value: value.slice(0, 150) };
}

/** Slack allows 24 characters over a modal and on its buttons. */
const title = (text: string) => plain(text.length > 24 ? `${text.slice(0, 23)}…` : text);
