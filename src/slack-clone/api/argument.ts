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

/** In characters of JSON; undefined for what is nested so deeply that nothing could ever write it. */
export function writtenLength(value: unknown): number | undefined {
  try {
    return JSON.stringify(value ?? null).length;
  } catch {
    return undefined;
  }
}

function parsedOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What is wrong, and where, as a JSON pointer; '' is the whole. */
export interface Complaint {
  message: string;
  pointer: string;
}

/** As Slack words them. @param under the argument that was parsed; '' when it was all of them. */
export function complaints(error: z.ZodError, under = '', raw?: unknown): string[] {
  return complaintsOf(error, raw).map(({ message, pointer }) => {
    const whole = `${under === '' ? '' : `/${under}`}${pointer}`;
    return whole === '' ? message : `${message} [json-pointer:${whole}]`;
  });
}

/** Never quotes what was sent, but for the name of a type that does not exist. */
export function complaintsOf(error: z.ZodError, raw?: unknown): Complaint[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String);
    const pointer = pointerOf(path);
    if (issue.code === 'invalid_type') {
      const missing = issue.message.endsWith('received undefined') && path.length > 0;
      if (missing) {
        const message = `missing required field: ${path.at(-1)}`;
        return { message, pointer: pointerOf(path.slice(0, -1)) };
      }
      return { message: `must provide ${WANTED[issue.expected] ?? `a ${issue.expected}`}`, pointer };
    }
    if (issue.code === 'invalid_value') return { message: 'must be a valid enum value', pointer };
    if (issue.code === 'invalid_union') return { message: unionFault(path, raw), pointer };
    return { message: lowerFirst(issue.message), pointer };
  });
}

const WANTED: Record<string, string> = { object: 'an object', array: 'an array', int: 'an integer' };

function unionFault(path: string[], raw: unknown): string {
  const given = path.reduce(within, raw);
  const known = path.at(-1) === 'type' && typeof given === 'string' && /^\w{1,40}$/.test(given);
  if (known) return `unsupported type: ${given}`;
  return given === undefined && path.at(-1) === 'type'
    ? 'missing required field: type'
    : 'failed to match all allowed schemas';
}

function within(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(key)
    : undefined;
}

function pointerOf(path: string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Deeper than anything that Slack takes, and far from what a stack holds. */
const DEEPEST = 100;

/** @throws invalid_arguments, with a sentence for each that is wrong, or invalid_charset */
export function parseArguments<T extends z.ZodType>(schema: T, raw: Record<string, unknown>): z.infer<T> {
  if (isTooDeep(raw)) throw SlackError.explained('invalid_arguments', ['arguments are nested too deeply']);
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

/** Also of what came as JSON in a text. Without recursion, as it may be as deep as it is long. */
function isTooDeep(raw: Record<string, unknown>): boolean {
  const left: [unknown, number][] = Object.values(raw).map((value) => [structure(value), 1]);
  for (let next = left.pop(); next; next = left.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > DEEPEST) return true;
    for (const each of Object.values(value)) left.push([each, depth + 1]);
  }
  return false;
}

const structure = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*[[{]/.test(value) ? parsedOrText(value) : value;

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
