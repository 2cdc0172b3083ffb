import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { command, say } from '../core/text.ts';

/** Where the next page begins, as a word that can stand in an address and on a button. */
export const writeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** A text of a row that a page ended with. Postgres takes no NUL, and no name has one. */
export const CursorText = z.string().regex(/^\P{Cc}*$/u);

/** A time in milliseconds that Postgres knows as well. */
export const CursorTime = z.int().min(0).max(Date.UTC(3000, 0));

/**
 * What `writeCursor` wrote, if it was for this list.
 * @throws AppError invalid_input for anything else: it comes back from outside.
 */
export function readCursor<Parts extends z.ZodType>(
  parts: Parts,
  cursor: string,
  list: string,
): z.output<Parts> {
  try {
    return parts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new AppError('invalid_input', say`This page is not there any more. ${command(list)} begins anew.`, {
      field: 'cursor',
    });
  }
}
