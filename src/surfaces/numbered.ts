import type { Input } from '../commands/declared.ts';
import type { Answers } from '../commands/declare.ts';

type Offered = readonly { value: string; ticked?: boolean | undefined }[];

/** What a person is asked for, input by input, when they leave it out. */
export const openInputs = (inputs: readonly Input[], given: Answers): string[] =>
  inputs
    .filter(({ required, asked, unasked }) => (required || asked) && !unasked)
    .map(({ name }) => name)
    .filter((name) => given[name] === undefined);

/** By its number in a list that begins with 1, or as it is typed. What is a name itself goes before a number. */
export function chosen(typed: string, choices: Offered): string {
  if (choices.some(({ value }) => value === typed)) return typed;
  const number = /^\d{1,2}$/.test(typed) ? Number(typed) : 0;
  return choices[number - 1]?.value ?? typed;
}

/** "1 3", or names; with nothing typed, those that are ticked. */
export function severalOf(typed: string, choices: Offered): string {
  const ticked = choices.filter((choice) => choice.ticked).map(({ value }) => value);
  const picked = typed.split(/[\s,]+/).filter((word) => word !== '');
  return (picked.length > 0 ? picked.map((word) => chosen(word, choices)) : ticked).join(' ');
}
