import { z } from 'zod';
import { type Actor, maySeeSecrets } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { code, command as typed, say } from '../core/text.ts';
import { type Command, newSecretNameOf, OnceOnly, outputsOf, secretNameOf } from './declare.ts';
import { HandedOver } from './hand-over.ts';
import { inputsOf } from './declared.ts';
import { refuseWithoutScope } from './parse.ts';

/** Whether this actor could ask it at all: what it asks for then may still not be theirs. */
export function mayAsk(command: Command, actor: Actor): boolean {
  try {
    refuseWithoutScope(command, actor);
    refuseSecretAlone(command, actor);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
}

/** @throws AppError for what can be answered with a secret alone, to whoever may be shown none. */
export function refuseSecretAlone(command: Command, actor: Actor): void {
  if (maySeeSecrets(actor) || !isSecretAlone(command)) return;
  throw new AppError(
    'forbidden',
    actor.surface === 'matrix'
      ? say`${code(command.name)} answers with a secret, and others can read what is said here. Ask me in a direct room: ${typed(command.name)}`
      : say`${code(command.name)} answers with a secret, and none is shown over MCP. A person asks for it in the chat: ${typed(command.name)}`,
  );
}

/** @throws when an answer holds a secret for whoever may be shown none: our fault, and nothing of it is committed. */
export function refuseToShow({ name }: Command, actor: Actor, answer: object): void {
  if (!maySeeSecrets(actor) && holdsSecret(answer))
    throw new Error(`${name} answered with a secret where none may be shown`);
}

/**
 * Whether it can answer with a secret, and promises none in its place, or not with these inputs: then it has to be asked
 * where one may be shown.
 */
export const isPrivate = (command: Command, given: readonly string[]): boolean =>
  (secretNameOf(command) ?? newSecretNameOf(command)) !== undefined &&
  (!canPromise(command) || inputsOf(command).some(({ name, atOnce }) => atOnce && given.includes(name)));

const canPromise = (command: Command): boolean =>
  outputsOf(command).some(
    (each) => each instanceof z.ZodObject && each.shape['claim'] === HandedOver.shape.claim,
  );

const isSecretAlone = (command: Command): boolean =>
  outputsOf(command).every(
    (each) => each instanceof z.ZodObject && Object.values(each.shape).includes(OnceOnly),
  );

function holdsSecret(value: unknown): boolean {
  if (value instanceof Secret) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsSecret);
}
