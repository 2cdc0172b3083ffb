import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Answers, Choice, Command } from './declare.ts';
import { contextOf } from './context.ts';
import type { Deps } from './execute.ts';
import { inputsOf } from './declared.ts';
import { refuseWithoutScope } from './parse.ts';
import { choicesOf, resolve } from './references.ts';
import { type Step, stepsOf } from './steps.ts';

/**
 * Where somebody stands who has answered this much: each input of a command, with what there is to choose.
 * @throws AppError to who may not ask it, as `execute` refuses them.
 */
export async function stand(command: Command, answers: Answers, actor: Actor, deps: Deps): Promise<Step[]> {
  refuseWithoutScope(command, actor);
  await using transaction = deps.database.begin(actor.organizationId, 'read');
  return await stepsOf(command, contextOf(transaction, actor, deps), answers);
}

/** As many choices are offered at once. */
const OFFERED = 100;

/**
 * What to offer for one input of a command, given what was typed in it so far and what was answered before.
 * @throws AppError to who may not ask it, as `execute` refuses them.
 */
export async function choose(
  command: Command,
  { name, typed, answers = {} }: { name: string; typed: string; answers?: Answers },
  actor: Actor,
  deps: Deps,
): Promise<Choice[]> {
  refuseWithoutScope(command, actor);
  const reference = inputsOf(command).find((input) => input.name === name)?.reference;
  await using transaction = deps.database.begin(actor.organizationId, 'read');
  const context = contextOf(transaction, actor, deps);
  if (reference) return await choicesOf(reference, context, typed);
  const steps = await stepsOf(command, context, answers);
  const choices = steps.find(({ input }) => input.name === name)?.choices ?? [];
  const like = typed.trim().toLowerCase();
  return choices.filter(({ label }) => label.toLowerCase().includes(like)).slice(0, OFFERED);
}

/**
 * The refusal of the first answer that names something which is not there, or not theirs, so that it is heard before the
 * rest is asked for.
 */
export async function wrongReference(
  command: Command,
  answers: Answers,
  actor: Actor,
  deps: Deps,
): Promise<{ name: string; error: AppError } | undefined> {
  refuseWithoutScope(command, actor);
  await using transaction = deps.database.begin(actor.organizationId, 'read');
  const context = contextOf(transaction, actor, deps);
  const purpose = command.effect === 'read' ? 'look' : 'ask';
  for (const { name, reference } of inputsOf(command)) {
    const answer = answers[name];
    if (!reference || answer === undefined || answer.trim() === '') continue;
    try {
      await resolve(command, context, { [name]: answer }, purpose);
    } catch (error) {
      if (error instanceof AppError) return { name, error };
      throw error;
    }
  }
  return undefined;
}
