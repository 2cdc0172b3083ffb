/** What keeps a view from being sent, by block_id: a sentence for each field. The app's own checks come after these. */
import type { AnyBlock, InputBlock } from '@slack/types';
import { isShown, type Answer, type Answers, type Element } from './answers.ts';

export function problems(blocks: AnyBlock[], answers: Answers): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of blocks) {
    if (!isShown(block) || block.type !== 'input' || !('action_id' in block.element)) continue;
    const answer = answers[block.block_id ?? '']?.[block.element.action_id ?? ''];
    const sentence = answer && problem(block, answer);
    if (sentence) found[block.block_id ?? ''] = sentence;
  }
  return found;
}

function problem(block: InputBlock, answer: Answer): string | null {
  if (isEmpty(answer)) return block.optional ? null : missing(block.element);
  const typed = answer.value ?? '';
  const { element } = block;
  if (element.type === 'plain_text_input') return length(typed, element.min_length, element.max_length);
  if (element.type === 'number_input') return number(typed, element);
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(typed)) {
    return 'This is not an e-mail address, as in name@example.org.';
  }
  if (element.type === 'url_text_input' && !URL.canParse(typed)) {
    return 'This is not a web address, as in https://example.org.';
  }
  return null;
}

/** Every key but `type` holds what was answered, so the answer is empty when they all are. */
export function isEmpty(answer: Answer): boolean {
  return Object.entries(answer).every(
    ([key, value]) =>
      key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

const missing = (element: Element): string =>
  element.type.includes('select') || element.type === 'radio_buttons' || element.type === 'checkboxes'
    ? 'Choose one.'
    : 'Fill this in.';

/** Counted as Slack does, in UTF-16 units. */
function length(typed: string, least = 0, most = Infinity): string | null {
  const count = typed.length;
  if (count < least) return `At least ${least} characters; there are ${count}.`;
  return count > most ? `At most ${most} characters; there are ${count}.` : null;
}

function number(
  typed: string,
  limits: { is_decimal_allowed: boolean; min_value?: string; max_value?: string },
) {
  const value = Number(typed);
  if (typed.trim() === '' || Number.isNaN(value)) return 'This is not a number.';
  if (!limits.is_decimal_allowed && !Number.isInteger(value)) return 'A whole number, without a fraction.';
  if (limits.min_value !== undefined && value < Number(limits.min_value))
    return `At least ${limits.min_value}.`;
  if (limits.max_value !== undefined && value > Number(limits.max_value))
    return `At most ${limits.max_value}.`;
  return null;
}
