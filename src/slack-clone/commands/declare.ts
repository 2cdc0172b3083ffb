import { z } from 'zod';
import { CloneError } from '../clone-error.ts';
import type { Host } from '../host/host.ts';

/** A word or a flag of a command, as a person is told of it. */
export interface Word {
  name: string;
  label: string;
  hint: string;
  /** The letter of its short flag. */
  short?: string;
  /** Yes or no: said without a value, it is yes. */
  flag?: boolean;
  required?: boolean;
  options?: readonly string[];
  placeholder?: string;
}

/** What a command answers: to programs, and to people as lines or as a table. */
export interface Answer {
  output: Record<string, unknown>;
  lines?: readonly string[];
  table?: { columns: readonly string[]; rows: readonly string[][] };
  /** What is said beside it, for a person alone. */
  aside?: string;
}

/** What came of what was asked: a question first, where it cannot be taken back. */
export type Reply = { kind: 'done'; answer: Answer } | { kind: 'confirm'; question: string };

/** One thing that can be asked of the host, by its name after `botmint clone`. */
export interface Command {
  name: string;
  summary: string;
  example: string;
  /** In their order, without a flag. */
  words: readonly Word[];
  flags: readonly Word[];
  /** It asks first, unless that is said to be meant. */
  confirms: boolean;
  ask(host: Host, raw: Record<string, string>, confirmed: boolean): Promise<Reply>;
}

interface Definition<Input extends z.ZodType> {
  name: string;
  summary: string;
  example: string;
  words?: readonly Word[];
  flags?: readonly Word[];
  input: Input;
  /** What a person has to say yes to. */
  question?(this: void, host: Host, input: z.output<Input>): string;
  run(host: Host, input: z.output<Input>): Promise<Answer>;
}

/** The declaration's input type ends here: outside, all commands are of one type. */
export function defineCommand<Input extends z.ZodType>(definition: Definition<Input>): Command {
  const { name, summary, example, words = [], flags = [], input: schema, question } = definition;
  return {
    name,
    summary,
    example,
    words,
    flags,
    confirms: question !== undefined,
    async ask(host, raw, confirmed) {
      const input = read(schema, raw, [...words, ...flags], name);
      if (question && !confirmed) return { kind: 'confirm', question: question(host, input) };
      return { kind: 'done', answer: await definition.run(host, input) };
    },
  };
}

function read<Input extends z.ZodType>(
  schema: Input,
  raw: Record<string, string>,
  words: readonly Word[],
  command: string,
): z.output<Input> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = String(issue?.path[0] ?? '');
  const word = words.find(({ name }) => name === at);
  const what = raw[at] === undefined ? 'is missing' : 'is not right';
  throw new CloneError(
    'INVALID_INPUT',
    `${word?.label ?? at} ${what}. ${word?.hint ?? ''} \`botmint help clone ${command}\` shows the rest.`,
  );
}

/** The id of a workspace, which nearly all of them begin with. */
export const idWord: Word = {
  name: 'id',
  label: 'Id',
  hint: 'Of the workspace, as in slack-a1b2.',
  required: true,
  placeholder: 'slack-a1b2',
};

/** Said or not. */
export const said = z
  .string()
  .default('false')
  .transform((text) => ['', 'true'].includes(text));
