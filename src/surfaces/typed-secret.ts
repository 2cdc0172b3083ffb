import { AppError } from '../core/errors.ts';
import { bold, command as typed, say } from '../core/text.ts';
import type { Spoken } from './words.ts';

/** Six characters of a token give nothing away. */
const HARMLESS = 6;

/** The secret that was typed with a command, if any. */
export const typedSecretIn = (
  { inputs }: Pick<Spoken, 'inputs'>,
  raw: Readonly<Record<string, string>>,
): Spoken['inputs'][number] | undefined =>
  inputs.find(({ name, secret }) => secret && (raw[name] ?? '').trim().length > HARMLESS);

/** @throws AppError when a secret was typed where others can read it, which goes no further and is not quoted. */
export function refuseTypedSecret(command: Spoken, raw: Readonly<Record<string, string>>): void {
  const seen = typedSecretIn(command, raw);
  if (!seen) return;
  const what =
    seen.name === 'token'
      ? say`What is typed here is in this conversation's hands now, so count that token as seen. ${typed(command.name)} alone opens a form that keeps it out of here, and can freeze it.`
      : say`${bold(seen.label)}: what is typed here is in this conversation's hands now, so count it as seen and take another. ${typed(command.name)} alone opens a form that keeps it out of here.`;
  throw new AppError('invalid_input', what);
}
