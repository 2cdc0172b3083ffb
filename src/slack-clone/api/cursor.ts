import { SlackError } from './error.ts';

/** A cursor is opaque to clients; inside it is the key of the last row that was given. */
export function afterCursor(cursor: string | undefined): string {
  if (cursor === undefined || cursor === '') return '';
  const decoded = Buffer.from(cursor, 'base64').toString('utf8');
  if (!decoded.startsWith('after:')) throw new SlackError('invalid_cursor');
  return decoded.slice('after:'.length);
}

/** Expects one row more than `limit` if there are more; gives the page and the cursor, '' at the end. */
export function paginate<T>(rows: T[], limit: number, key: (row: T) => string): { page: T[]; next: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? toCursor(key(last)) : '';
  return { page, next };
}

function toCursor(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64');
}
