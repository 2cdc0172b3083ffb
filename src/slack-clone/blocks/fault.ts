import { type Block, everyBlock } from './block.ts';
import type { Option } from './composition.ts';
import type { Element } from './element.ts';
import { offeredBy } from './select.ts';
import { type StateValues, valueOf } from './state.ts';

/**
 * What is wrong with what a person put into a view's inputs: block_id -> a sentence. Slack's own clients check this
 * before the app hears of it, so an app never sees a required field empty.
 */
export function faults(blocks: Block[], given: StateValues): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of everyBlock(blocks)) {
    if (block.type !== 'input') continue;
    const { element, block_id: blockId = '' } = block;
    const sentence = fault(element, valueOf({ blockId, element }, given), block.optional === true);
    if (sentence !== undefined) found[blockId] = sentence;
  }
  return found;
}

function fault(element: Element, value: unknown, optional: boolean): string | undefined {
  const { type } = element;
  if (Array.isArray(value)) return severalFault(element, value, optional);
  if (value === null) return optional ? undefined : isTyped(type) ? 'Fill this in.' : 'Choose one.';
  const offered = offeredOptions(element);
  if (offered && !isAmong(offered, value)) return NOT_OFFERED;
  if (typeof value !== 'string') return undefined;
  if (type === 'plain_text_input')
    return lengthFault(value, element.min_length ?? 0, element.max_length ?? 3000);
  if (type === 'number_input') return numberFault(value, element);
  if (type === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return 'Enter an e-mail address, as in name@example.com.';
  }
  if (type === 'url_text_input' && !URL.canParse(value))
    return 'Enter a whole address, as in https://example.com.';
  return undefined;
}

const NOT_OFFERED = 'Choose among those that are offered.';

function severalFault(element: Element, values: unknown[], optional: boolean): string | undefined {
  if (values.length === 0) return optional ? undefined : 'Choose at least one.';
  const most = element.type === 'file_input' ? (element.max_files ?? 10) : mostOf(element);
  if (values.length > most) return `Choose at most ${most}; these are ${values.length}.`;
  const offered = offeredOptions(element);
  return offered && !values.every((value) => isAmong(offered, value)) ? NOT_OFFERED : undefined;
}

function mostOf(element: Element): number {
  return 'max_selected_items' in element && typeof element.max_selected_items === 'number'
    ? element.max_selected_items
    : Infinity;
}

/** Undefined if the choices are not the app's to list. */
export function offeredOptions(element: Element): Option[] | undefined {
  const { type } = element;
  const listed = type === 'overflow' || type === 'checkboxes' || type === 'radio_buttons';
  if (listed || type === 'static_select' || type === 'multi_static_select') return offeredBy(element);
  return undefined;
}

export function isAmong(options: Option[], chosen: unknown): boolean {
  return (
    typeof chosen === 'object' &&
    chosen !== null &&
    'value' in chosen &&
    options.some(({ value }) => value === chosen.value)
  );
}

/** Dates and times too: a browser lets them be typed. */
function isTyped(type: Element['type']): boolean {
  return /(_input|picker)$/.test(type);
}

/** Length as JavaScript counts it, which is as the app will. */
function lengthFault(value: string, least: number, most: number): string | undefined {
  if (value.length < least) return `Enter at least ${least} characters; this has ${value.length}.`;
  if (value.length > most) return `Enter at most ${most} characters; this has ${value.length}.`;
  return undefined;
}

interface NumberBounds {
  is_decimal_allowed: boolean;
  min_value?: number | undefined;
  max_value?: number | undefined;
}

function numberFault(value: string, bounds: NumberBounds): string | undefined {
  const pattern = bounds.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return bounds.is_decimal_allowed ? 'Enter a number.' : 'Enter a whole number.';
  const { min_value: least, max_value: most } = bounds;
  if (least !== undefined && Number(value) < least) return `Enter a number that is at least ${least}.`;
  if (most !== undefined && Number(value) > most) return `Enter a number that is at most ${most}.`;
  return undefined;
}
