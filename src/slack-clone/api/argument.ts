import { z } from 'zod';
import { SlackError } from './error.ts';

/** What a method's arguments are made of. A form has only strings, so each kind also reads itself out of one. */

const FLAGS = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  [1, true],
  ['false', false],
  ['0', false],
  [0, false],
]);

/** `true`, `1`, and their opposites. */
export const flag = z.preprocess((value) => FLAGS.get(value) ?? value, z.boolean());

const count = z.coerce.number().int();

/** `a,b`, with blanks too, or an array in JSON. */
export const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').flatMap((part) => part.trim() || []) : value),
  z.array(z.string()),
);

/** Structured arguments come as JSON text from a form and as they are from a JSON body. */
export function structured<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === 'string' ? parsedOrText(value) : value), schema);
}

/** Also without its fraction, as clients ask for "since this second". */
export const timestamp = z.string().regex(/^\d{1,10}(\.\d{1,6})?$/, 'must be a message timestamp');

/** How many to give at once; the rest is behind `next_cursor`. */
export const pageSize = count.min(1).max(1000);

function parsedOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Tells where it went wrong by a JSON pointer, and never quotes what was sent. */
export function complaints(error: z.ZodError, under = ''): string[] {
  return error.issues.map((issue) => {
    const pointer = [under, ...issue.path.map(String)].filter((part) => part !== '').join('/');
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    if (missing) return `missing required field: ${pointer}`;
    return `${lowerFirst(issue.message)} [json-pointer:/${pointer}]`;
  });
}

/** @throws invalid_arguments, with a sentence for each that is wrong, or invalid_charset */
export function parseArguments<T extends z.ZodType>(schema: T, raw: Record<string, unknown>): z.infer<T> {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw SlackError.explained('invalid_arguments', complaints(parsed.error));
  if (!isText(parsed.data)) throw new SlackError('invalid_charset');
  return parsed.data;
}

/** Postgres keeps no NUL and no half of a character, so what has one goes no further. Without recursion: it may be deep. */
function isText(given: unknown): boolean {
  const left = [given];
  while (left.length > 0) {
    const each = left.pop();
    if (typeof each === 'string' && (each.includes('\0') || !each.isWellFormed())) return false;
    if (typeof each === 'object' && each !== null)
      for (const [key, value] of Object.entries(each)) left.push(key, value);
  }
  return true;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
