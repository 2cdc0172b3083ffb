import type { Block } from './block.ts';
import type { Element } from './element.ts';
import { type StateValues, valueOf } from './state.ts';

/**
 * What is wrong with what a person put into a view's inputs: block_id -> a sentence. Slack's own clients check this
 * before the app hears of it, so an app never sees a required field empty.
 */
export function faults(blocks: Block[], given: StateValues): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input') continue;
    const { element, block_id: blockId = '' } = block;
    const sentence = fault(element, valueOf({ blockId, element }, given), block.optional === true);
    if (sentence !== undefined) found[blockId] = sentence;
  }
  return found;
}

function fault(element: Element, value: unknown, optional: boolean): string | undefined {
  const { type } = element;
  if (Array.isArray(value) && value.length === 0) return optional ? undefined : 'Choose at least one.';
  if (value === null) return optional ? undefined : isTyped(type) ? 'Fill this in.' : 'Choose one.';
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
