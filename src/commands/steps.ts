import { AppError } from '../core/errors.ts';
import { quoted, say } from '../core/text.ts';
import type { Answers, Choice, Choices, Command, Context } from './declare.ts';
import { type Input, inputsOf } from './declared.ts';
import { thereAre } from './input-words.ts';

/** One input of a command, as it stands after what was answered before it. */
export interface Step {
  input: Input;
  /** The answers that it comes after, in their order; others make it another question. */
  after: readonly string[];
  /** Whether it comes after none that is missing. */
  isOpen: boolean;
  /** All there is to choose from; undefined for what is typed, or found by what is typed. */
  choices: readonly Choice[] | undefined;
  /** What was answered, or taken. */
  value: string | undefined;
  /** Its one choice, taken without asking. */
  taken: Choice | undefined;
  /** The answer is none of the choices. */
  isWrong: boolean;
}

/** Every input of a command in its order, given what was answered. */
export async function stepsOf(command: Command, context: Context, given: Answers): Promise<Step[]> {
  const known = new Map<string, string>();
  const steps: Step[] = [];
  for (const input of inputsOf(command)) {
    const step = await stepOf(input, command.choices?.[input.name], context, { known, given });
    steps.push(step);
    if (step.isOpen && !step.isWrong && step.value !== undefined) known.set(input.name, step.value);
  }
  return steps;
}

async function stepOf(
  input: Input,
  { after = [], offer }: Choices = {},
  context: Context,
  { known, given }: { known: ReadonlyMap<string, string>; given: Answers },
): Promise<Step> {
  const before = after.flatMap((name) => known.get(name) ?? []);
  const isOpen = before.length === after.length;
  const step = { input, after: before, isOpen, value: given[input.name], taken: undefined, isWrong: false };
  if (!isOpen) return { ...step, choices: undefined };
  const choices = offer
    ? await offer(context, Object.fromEntries(known))
    : input.options?.map((value) => ({ value, label: value }));
  if (!choices || input.list) return { ...step, choices };
  const [first, second] = choices;
  const { value = first?.value } = step;
  // Also when it was given, as a form does that is shown anew.
  const taken = input.required && !second && first?.value === value ? first : undefined;
  const isWrong = step.value !== undefined && choices.every((choice) => choice.value !== step.value);
  return { ...step, choices, taken, isWrong, value: taken?.value ?? step.value };
}

/** @throws AppError for the first answer that is not among what is offered. */
export function refuseWrong(command: Command, steps: readonly Step[]): void {
  const wrong = steps.find(({ input, isWrong }) => isWrong && command.choices?.[input.name]?.offer);
  if (!wrong) return;
  const { input, choices = [], value = '' } = wrong;
  const own = command.choices?.[input.name]?.refuse?.(value, answered(steps), choices);
  if (own) throw own;
  const there = thereAre(choices.map((choice) => choice.value));
  throw new AppError('invalid_input', say`${input.label}: ${quoted(value)} is not there. ${there}`, {
    field: input.name,
  });
}

/** What is known: answered or taken, after nothing that is missing. */
export function answered(steps: readonly Step[]): Answers {
  const known = steps.filter(({ isOpen, isWrong }) => isOpen && !isWrong);
  return Object.fromEntries(
    known.flatMap(({ input, value }) => (value === undefined ? [] : [[input.name, value]])),
  );
}

/** The texts of an input that came from outside. An empty one is no answer. */
export function answersIn(command: Command, raw: unknown): Answers {
  const given = new Map<string, unknown>(Object.entries(raw ?? {}));
  return Object.fromEntries(
    inputsOf(command).flatMap(({ name }) => {
      const value = given.get(name);
      return typeof value === 'string' && !isAbsent(value) ? [[name, value]] : [];
    }),
  );
}

const isAbsent = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');

/** The input with what was taken, where it is one at all. What is there and no text stays, to be refused. */
export function withTaken(raw: unknown, steps: readonly Step[]): unknown {
  if (raw !== undefined && (typeof raw !== 'object' || Array.isArray(raw))) return raw;
  const given = Object.fromEntries(Object.entries(raw ?? {}).filter(([, value]) => !isAbsent(value)));
  const taken = steps.flatMap(({ input, taken: one }) => (one ? [[input.name, one.value] as const] : []));
  return taken.length === 0 ? raw : { ...raw, ...Object.fromEntries(taken), ...given };
}
