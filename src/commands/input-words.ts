import type { z } from 'zod';
import { code, say, type Text } from '../core/text.ts';
import type { Input } from './declared.ts';

/** The sentence for an input that is not there. @param choices what it can be. */
export function missingInput(input: Input, choices: readonly string[] = input.options ?? []): Text {
  return choices.length > 0 && !input.list
    ? say`${input.label}: which? ${thereAre(choices)}`
    : say`${input.label} is missing. ${input.hint}`;
}

/** As many choices are named in a sentence, and the rest counted. */
const NAMED = 10;

/** "There are `github` and `slack`." */
export function thereAre(choices: readonly string[]): Text {
  const [only] = choices;
  if (only !== undefined && choices.length === 1) return say`There is only ${code(only)}.`;
  const isLong = choices.length > NAMED;
  const named = isLong ? choices.slice(0, NAMED) : choices.slice(0, -1);
  const last = isLong ? say`${choices.length - NAMED} more` : say`${code(choices.at(-1) ?? '')}`;
  const before = named.flatMap((choice, index) => say`${index > 0 ? ', ' : ''}${code(choice)}`);
  return say`There are ${before} and ${last}.`;
}

/** The sentence for an input that is not as it has to be. */
export function wrongInput(input: Input, issue: z.core.$ZodIssue): Text {
  const said: unknown = issue.code === 'custom' ? issue.params?.['text'] : undefined;
  if (isText(said)) return said;
  return input.options
    ? say`${input.label} is one of ${input.options.join(', ')}.`
    : say`${input.label} is not right. ${input.hint}`;
}

function isText(value: unknown): value is Text {
  return Array.isArray(value);
}
