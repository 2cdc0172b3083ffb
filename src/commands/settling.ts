import { AppError } from '../core/errors.ts';
import { say } from '../core/text.ts';
import { isUnavailable } from '../store/availability.ts';
import type { Deps } from './execute.ts';

/** It is done, whatever becomes of this: an issuer that could not look keeps keys that still verify. */
export async function takeUpKeys({ issuer, log }: Pick<Deps, 'issuer' | 'log'>): Promise<void> {
  await issuer
    .reload()
    .catch((error: unknown) => log.error(`The keys could not be read anew: ${String(error)}`));
}

/** The connection broke between asking for the commit and hearing of it: nobody knows what became of it. */
export function leftUnsure(error: unknown): never {
  if (!isUnavailable(error)) throw error;
  throw new AppError(
    'service_unavailable',
    say`The database went away just as this was saved, so it may be done or not. Look before you ask again.`,
    { cause: error },
  );
}
