import { z } from 'zod';
import { Option } from './composition.ts';
import { RichText } from './rich-text.ts';
import type { Placed } from './block.ts';
import type { Element } from './element.ts';

const chosen = z.string().nullish();
const severalChosen = z.array(z.string()).optional();

/** What was filled in or chosen, as a person's client sends it: each kind of element has a field of its own. */
const chosenFields = {
  value: z.string().nullish(),
  selected_option: Option.nullish(),
  selected_options: z.array(Option).optional(),
  selected_user: chosen,
  selected_conversation: chosen,
  selected_channel: chosen,
  selected_users: severalChosen,
  selected_conversations: severalChosen,
  selected_channels: severalChosen,
  selected_date: chosen,
  selected_time: chosen,
  selected_date_time: z.number().nullish(),
  rich_text_value: RichText.nullish(),
  files: z.array(z.looseObject({ id: z.string() })).optional(),
};

/** One element's. */
export type StateValue = z.infer<typeof StateValue>;
export const StateValue = z.looseObject({ type: z.string(), ...chosenFields });

export type StateValues = z.infer<typeof StateValues>;
export const StateValues = z.record(z.string(), z.record(z.string(), StateValue));

/** Where a kind of element keeps its value, and what stands there when it has none. */
interface Kind {
  field: string;
  initial: string;
  empty: null | [];
}

/** Where an element keeps what was chosen, and where the app put what is chosen at first. */
const KINDS: Partial<Record<Element['type'], Kind>> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null },
  number_input: { field: 'value', initial: 'initial_value', empty: null },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', empty: null },
  file_input: { field: 'files', initial: 'initial_files', empty: [] },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [] },
  multi_conversations_select: {
    field: 'selected_conversations',
    initial: 'initial_conversations',
    empty: [],
  },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [] },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null },
};

/** Where the app put what is chosen at first. */
export function initialOf(element: Element): string | undefined {
  return KINDS[element.type]?.initial;
}

/** Undefined for what keeps no state: buttons and overflow menus. */
export function fieldOf(element: Element): string | undefined {
  return KINDS[element.type]?.field;
}

/** What the person has put into one element, or what the app put there first. Null or [] when it is empty. */
export function valueOf(
  { blockId, element }: Pick<Placed, 'blockId' | 'element'>,
  given: StateValues,
): unknown {
  const kind = KINDS[element.type];
  if (!kind) return null;
  const sent = given[blockId]?.[element.action_id ?? ''];
  const value = sent && kind.field in sent ? sent[kind.field] : element[kind.initial];
  return value === undefined || value === '' ? kind.empty : value;
}

/**
 * The state as Slack tells it to the app: each element that keeps one, whether it was touched or not, and nothing
 * that does not stand among these elements.
 */
export function stateOf(elements: Placed[], given: StateValues): StateValues {
  const state: StateValues = {};
  for (const placed of elements) {
    const { blockId, element } = placed;
    const field = fieldOf(element);
    if (field === undefined) continue;
    const inBlock = (state[blockId] ??= {});
    const { type } = element;
    const zone = type === 'timepicker' && element.timezone !== undefined && { timezone: element.timezone };
    inBlock[element.action_id ?? ''] = { type, [field]: valueOf(placed, given), ...zone };
  }
  return state;
}
