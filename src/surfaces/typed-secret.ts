import { AppError } from '../core/errors.ts';
import { bold, command as typed, say } from '../core/text.ts';
import type { Spoken } from './words.ts';

/** Six characters of a token give nothing away. */
const HARMLESS = 6;

/** @throws AppError when a secret was typed where others can read it, which goes no further and is not quoted. */
export function refuseTypedSecret(command: Spoken, raw: Readonly<Record<string, string>>): void {
  const secrets = command.inputs.filter(({ secret }) => secret);
  const seen = secrets.find(({ name }) => (raw[name] ?? '').trim().length > HARMLESS);
  if (!seen) return;
  const what =
    seen.name === 'token'
      ? say`What is typed here is in this conversation's hands now, so count that token as seen. ${typed(command.name)} alone opens a form that keeps it out of here, and can freeze it.`
      : say`${bold(seen.label)}: what is typed here is in this conversation's hands now, so count it as seen and take another. ${typed(command.name)} alone opens a form that keeps it out of here.`;
  throw new AppError('invalid_input', what);
}
