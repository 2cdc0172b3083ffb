import type { PromptState } from '../../commands/matrix-prompts.ts';
import { chosen, severalOf } from '../numbered.ts';
import { meaningOf } from './keys.ts';

/** What somebody answered to what they were asked. */
export type Answer =
  { kind: 'press'; index: number } | { kind: 'yes' } | { kind: 'no' } | { kind: 'value'; value: string };

/** Undefined for what is no answer to it: it is said to others. */
export function typedAnswer(state: PromptState, typed: string): Answer | undefined {
  const words = typed.trim();
  const lower = words.toLowerCase();
  switch (state.kind) {
    case 'buttons': {
      const index = numberOf(lower) ?? labelled(state.presses, lower);
      return index !== undefined && index in state.presses ? { kind: 'press', index } : undefined;
    }
    case 'question':
      if (['yes', 'y', '1', state.yes.toLowerCase()].includes(lower)) return { kind: 'yes' };
      return ['no', 'n', '2', 'cancel', state.no.toLowerCase()].includes(lower) ? { kind: 'no' } : undefined;
    case 'form':
      if (lower === 'cancel') return { kind: 'no' };
      return words === '' ? undefined : { kind: 'value', value: valueOf(state, words) };
  }
}

/** Whether it was meant for this question or form: not just any words, which may be said to others. */
export function isMeantFor(state: PromptState, typed: string): boolean {
  if (state.kind === 'question') return typedAnswer(state, typed) !== undefined;
  if (state.kind === 'buttons') return false;
  const words = typed.trim().toLowerCase();
  return (
    ['cancel', 'skip'].includes(words) ||
    (numberOf(words) ?? -1) in state.options ||
    state.options.some(({ label, value }) => [label.toLowerCase(), value.toLowerCase()].includes(words))
  );
}

export function pressedAnswer(state: PromptState, key: string): Answer | undefined {
  const meaning = meaningOf(key);
  if (meaning === undefined) return undefined;
  if (typeof meaning === 'number') return state.kind === 'question' ? undefined : numbered(state, meaning);
  if (state.kind === 'question') return { kind: meaning };
  return state.kind === 'form' && meaning === 'no' ? { kind: 'no' } : undefined;
}

function numbered(state: Exclude<PromptState, { kind: 'question' }>, number: number): Answer | undefined {
  const index = number - 1;
  if (state.kind === 'buttons') return index in state.presses ? { kind: 'press', index } : undefined;
  const option = state.options[index];
  return option && { kind: 'value', value: option.value };
}

const numberOf = (typed: string): number | undefined =>
  /^\d{1,2}$/.test(typed) ? Number(typed) - 1 : undefined;

/** The one button of that name. Of several nobody knows which is meant. */
function labelled(presses: readonly { label: string }[], typed: string): number | undefined {
  const found = presses.flatMap(({ label }, index) => (label.toLowerCase() === typed ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}

function valueOf(
  { options, isList, isRequired }: Extract<PromptState, { kind: 'form' }>,
  typed: string,
): string {
  const isSkipped = typed.toLowerCase() === 'skip' && (!isRequired || options.some(({ ticked }) => ticked));
  if (isSkipped) return isList ? severalOf('', options) : '';
  if (isList) return severalOf(typed, options);
  const named = options.find(({ label }) => label.toLowerCase() === typed.toLowerCase());
  return named?.value ?? chosen(typed, options);
}
