import type { z } from 'zod';
import { type Actor, isOperator } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { code, command as typed, joined, listed, say, type Text } from '../core/text.ts';
import type { Command } from './declare.ts';
import type { Step } from './steps.ts';
import { type Input, inputsOf } from './declared.ts';
import { missingInput, wrongInput } from './input-words.ts';
import { SIGN_IN } from './unidentified.ts';

/** @throws AppError when the actor is not of the kind that may ask this, or lacks the scope. */
export function refuseWithoutScope({ name, by, scope, asPerson }: Command, actor: Actor): void {
  if (isOperator(actor) && asPerson) {
    throw new AppError(
      'unauthenticated',
      say`${code(name)} is done as somebody. Sign in as one, on the machine of the server: ${SIGN_IN}.`,
    );
  }
  if (by === 'operator' && !isOperator(actor))
    throw new AppError(
      'unauthenticated',
      say`${code(name)} is for whoever runs Botmint, on its own machine.`,
    );
  if (by === 'member' && actor.kind === 'bot') {
    throw new AppError('unauthenticated', say`${code(name)} is for people; a bot's token cannot do it.`);
  }
  if (scope === null || actor.scopes.has(scope)) return;
  const needs = say`${code(name)} needs the scope ${code(scope)}.`;
  const remedy =
    actor.kind === 'bot'
      ? say`This token of ${actor.username} does not carry it, or its owner does not hold it.`
      : actor.kind === 'member' && actor.role === 'guest'
        ? say`You are a guest here; an admin can change that: ${typed(`members set-role ${mention(actor.name)} member`)}.`
        : say`Only an admin of the workspace holds it.`;
  throw new AppError('missing_scope', joined(needs, remedy), { scope });
}

/** A person as they are typed. */
const mention = (name: string): string => (/\s/.test(name) ? `"@${name}"` : `@${name}`);

/**
 * The input as its declaration has it. With `asks`, what a person is to be asked for has to be there, if only empty.
 * @throws AppError missing_input when something is missing and nothing is wrong, else invalid_input; with a sentence
 * for each input.
 */
export function parse(
  command: Command,
  raw: unknown,
  { steps = [], asks = false }: { steps?: readonly Step[]; asks?: boolean } = {},
): object {
  const inputs = inputsOf(command);
  const given = withoutBlanks(raw ?? {}, inputs);
  const result = command.input.safeParse(given);
  const fields: Record<string, Text> = {};
  if (result.success) {
    const open = inputs.filter(({ name, asked }) => asks && asked && valueAt(raw, name) === undefined);
    if (open.length === 0) return result.data;
    for (const input of open) fields[input.name] = missingInput(input);
    throw new AppError('missing_input', joined(...Object.values(fields)), { fields });
  }
  const missing = new Set<string>();
  for (const issue of result.error.issues) {
    const input = inputs.find(({ name }) => name === issue.path[0]);
    if (!input) throw new AppError('invalid_input', unknownInput(command, inputs, issue));
    const isMissing = valueAt(given, input.name) === undefined;
    if (isMissing) missing.add(input.name);
    fields[input.name] ??= isMissing
      ? missingInput(input, choicesOf(input, steps))
      : wrongInput(input, issue);
  }
  // What is asked for only after something else that is missing is not missed yet.
  const early = steps.filter(({ input, isOpen }) => !isOpen && missing.has(input.name));
  for (const { input } of early) {
    missing.delete(input.name);
    delete fields[input.name];
  }
  const wrong = Object.keys(fields).filter((name) => !missing.has(name));
  const said = wrong.length > 0 ? wrong : [...missing];
  const sentence = joined(...said.map((name) => fields[name] ?? []));
  throw new AppError(wrong.length > 0 ? 'invalid_input' : 'missing_input', sentence, { fields });
}

const choicesOf = ({ name }: Input, steps: readonly Step[]): string[] | undefined =>
  steps.find(({ input }) => input.name === name)?.choices?.map(({ value }) => value);

/** A required input that was left empty, in a form or between quotes, is not there; nor one that was asked for. */
function withoutBlanks(raw: unknown, inputs: readonly Input[]): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const needed = inputs.filter(({ required, asked, blank }) => (required || asked) && !blank);
  const names = new Set(needed.map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(raw).filter(([name, value]) => !(names.has(name) && isBlank(value))),
  );
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

function valueAt(raw: unknown, name: string): unknown {
  return Object.entries(raw ?? {}).find(([key]) => key === name)?.[1];
}

function unknownInput(command: Command, inputs: readonly Input[], issue: z.core.$ZodIssue): Text {
  const names = inputs.map(({ name }) => name);
  const has = names.length > 0 ? `It takes ${listed(names)}.` : 'It takes none.';
  const given = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return given.length > 0
    ? say`${code(command.name)} has no input ${code(given.join(', ').slice(0, 60))}. ${has}`
    : say`The inputs of ${code(command.name)} come as names with values. ${has}`;
}
