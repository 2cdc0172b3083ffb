import { SlackError } from '../api/error.ts';
import type { Placed } from './block.ts';
import type { Element } from './element.ts';
import { isAmong, offeredOptions } from './fault.ts';
import { fieldOf, initialOf, type StateValue } from './state.ts';

/**
 * What was done to an element, as `actions` tells it. The element is told from what the app itself sent; only what was
 * chosen comes from the person's client.
 * @throws invalid_arguments for a choice that the app did not offer
 */
export function actionOf({ blockId, element }: Placed, given: StateValue): Record<string, unknown> {
  const { type, action_id } = element;
  const common = {
    type,
    action_id,
    block_id: blockId,
    ...picked(element, ['confirm', 'placeholder', 'timezone', initialOf(element) ?? '']),
  };
  if (type === 'feedback_buttons') return { ...common, ...feedback(element, given) };
  if (type === 'button' || type === 'icon_button' || type === 'workflow_button') {
    return { ...common, ...picked(element, ['text', 'value', 'style', 'url', 'icon']) };
  }
  const field = type === 'overflow' ? 'selected_option' : fieldOf(element);
  const chosen = field === undefined ? undefined : given[field];
  if (field === undefined || chosen === undefined) return common;
  const offered = offeredOptions(element);
  const each = Array.isArray(chosen) ? chosen : [chosen];
  if (offered && !each.every((option) => option === null || isAmong(offered, option)))
    throw notOffered(field);
  return { ...common, [field]: chosen };
}

/** Of the two, the one that has the value that was pressed. */
function feedback(
  { positive_button, negative_button }: Extract<Element, { type: 'feedback_buttons' }>,
  { value }: StateValue,
): Record<string, unknown> {
  const pressed = [positive_button, negative_button].find((button) => button.value === value);
  if (!pressed) throw notOffered('value');
  return { text: pressed.text, value: pressed.value };
}

function notOffered(field: string): SlackError {
  return SlackError.explained('invalid_arguments', [
    `is not among the options [json-pointer:/action/${field}]`,
  ]);
}

/** Of these fields those that the app has given. */
function picked(element: Element, fields: string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(element).filter(([field, value]) => fields.includes(field) && value !== undefined),
  );
}
