/** What stands in the inputs of a view or a message: block_id -> action_id -> value, as the protocol's state. */
import type { AnyBlock, KnownBlock, Option } from '@slack/types';
import type { StateValue, StateValues } from '../protocol.ts';

export type Answers = StateValues;

export type Element =
  | Extract<KnownBlock, { type: 'input' }>['element']
  | Extract<KnownBlock, { type: 'actions' | 'context_actions' }>['elements'][number]
  | NonNullable<Extract<KnownBlock, { type: 'section' }>['accessory']>;

/** The blocks that the page can show: all that the workspace takes. */
const shown: Record<KnownBlock['type'], true> = {
  actions: true,
  alert: true,
  card: true,
  carousel: true,
  container: true,
  context: true,
  context_actions: true,
  data_table: true,
  divider: true,
  file: true,
  header: true,
  image: true,
  input: true,
  markdown: true,
  plan: true,
  rich_text: true,
  section: true,
  table: true,
  task_card: true,
  video: true,
};

export const isShown = (block: AnyBlock): block is KnownBlock => Object.hasOwn(shown, block.type);

/** The blocks, and those that stand in one of them. */
export const everyBlock = (blocks: AnyBlock[]): AnyBlock[] =>
  blocks.flatMap((block) => {
    if (!isShown(block)) return [block];
    if (block.type === 'container') return [block, ...block.child_blocks];
    return block.type === 'carousel' ? [block, ...block.elements] : [block];
  });

export function elementsOf(block: AnyBlock): Element[] {
  if (!isShown(block)) return [];
  if (block.type === 'input') return [block.element];
  if (block.type === 'actions') return block.elements;
  return block.type === 'section' && block.accessory ? [block.accessory] : [];
}

/** The answers that the blocks come with. */
export function initialAnswers(blocks: AnyBlock[]): Answers {
  const answers: Answers = {};
  for (const block of everyBlock(blocks)) {
    for (const element of elementsOf(block)) {
      const answer = initialAnswer(element);
      if (!answer || !('action_id' in element)) continue;
      (answers[block.block_id ?? ''] ??= {})[element.action_id ?? ''] = answer;
    }
  }
  return answers;
}

export function initialAnswer(element: Element): StateValue | null {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: element.initial_value ?? null };
    case 'static_select':
    case 'external_select':
      return { type, selected_option: element.initial_option ?? null };
    case 'radio_buttons':
      return { type, selected_option: plain(element.initial_option) };
    case 'multi_static_select':
    case 'multi_external_select':
      return { type, selected_options: element.initial_options ?? [] };
    case 'checkboxes':
      return { type, selected_options: (element.initial_options ?? []).map(plainOption) };
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: element.initial_date_time ?? null };
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type, selected_users: element.initial_users ?? [] };
    case 'conversations_select':
      return { type, selected_conversation: element.initial_conversation ?? null };
    case 'multi_conversations_select':
      return { type, selected_conversations: element.initial_conversations ?? [] };
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null };
    case 'multi_channels_select':
      return { type, selected_channels: element.initial_channels ?? [] };
    case 'rich_text_input':
      return { type, rich_text_value: element.initial_value ?? null };
    case 'file_input':
      return { type, files: [] };
    case 'button':
    case 'feedback_buttons':
    case 'icon_button':
    case 'image':
    case 'overflow':
    case 'workflow_button':
    default:
      return null;
  }
}

const plain = (option: Option | undefined) => (option ? plainOption(option) : null);

/** The protocol's option has a plain text; the words of a mrkdwn one are enough to name it. */
export function plainOption(option: Option): NonNullable<StateValue['selected_option']> {
  const { text, ...rest } = option;
  return { ...rest, text: { type: 'plain_text', text: text.text } };
}

/** A view that was updated keeps what was typed wherever the same input is still there. */
export function keepAnswers(blocks: AnyBlock[], before: Answers): Answers {
  const answers = initialAnswers(blocks);
  for (const [block, actions] of Object.entries(answers)) {
    for (const [action, answer] of Object.entries(actions)) {
      const typed = before[block]?.[action];
      if (typed?.type === answer.type) actions[action] = typed;
    }
  }
  return answers;
}

export const withAnswer = (answers: Answers, block: string, action: string, answer: StateValue): Answers => ({
  ...answers,
  [block]: { ...answers[block], [action]: answer },
});

/** Whether closing would lose something. */
export const isTouched = (blocks: AnyBlock[], answers: Answers): boolean =>
  JSON.stringify(initialAnswers(blocks)) !== JSON.stringify(answers);

/** An action says what was chosen; it has no word for nothing. */
export function spoken(answer: StateValue) {
  const { selected_option, value: _, ...rest } = answer;
  return { ...rest, ...(selected_option ? { selected_option } : {}) };
}
