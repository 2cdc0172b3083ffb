import { AppError } from './errors.ts';
import { Secret } from './secret.ts';
import { code, counted, quoted, say, type Text } from './text.ts';

/** Headers that a webhook is sent besides ours. */
export interface WebhookHeaders {
  /** In lower case. */
  names: string[];
  /** A JSON object of names and values: a value can be as good as a password. */
  values: Secret;
}

const MOST = 20;
const LONGEST_BYTES = 4096;

/** Ours, and those that say where a request ends or who carries it. */
const OURS = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'user-agent',
  'accept-encoding',
  'traceparent',
  'tracestate',
]);
const OUR_PREFIXES = ['webhook-', 'x-agentflow-', 'x-hub-signature', 'proxy-'];

/** What a name is made of (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/;

/** Latin-1 without control characters: what Node sends as it is. */
const VALUE = /^[\t\x20-\x7e\xa0-\xff]+$/;

/** A line of its own, or after a semicolon if a name and a colon follow. */
const BETWEEN = /\n|;\s*(?=[\w-]+:\s)/;

/** `X-Key: v; X-Other: w`, as they are typed; `none` for none. @throws AppError as `readHeaders` */
export function parseHeaders(text: string): WebhookHeaders {
  const lines = text.trim().toLowerCase() === 'none' ? [] : text.split(BETWEEN);
  return readHeaders(
    lines
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, name, value] = /^([^:]*):(.*)$/s.exec(line) ?? [];
        if (name === undefined || value === undefined)
          throw refused(say`A header is a name, a colon and a value, as in ${code('X-Key: v')}.`);
        return [name, value];
      }),
  );
}

/** @throws AppError with a sentence for each way in which they are none, which quotes no value. */
export function readHeaders(given: readonly (readonly [name: string, value: string])[]): WebhookHeaders {
  const headers = new Map<string, string>();
  for (const [typed, padded] of given) {
    const name = typed.trim().toLowerCase();
    const value = padded.replace(/^[ \t]+|[ \t]+$/g, '');
    refuseName(name, typed);
    if (headers.has(name)) throw refused(say`The header ${code(name)} is given twice.`);
    if (!VALUE.test(value))
      throw refused(
        say`The value of ${code(name)} is one line of Latin letters, digits and signs, and not empty.`,
      );
    headers.set(name, value);
  }
  const size = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headers.size > MOST)
    throw refused(say`There are at most ${counted(MOST, 'header')}, and these are ${headers.size}.`);
  if (size > LONGEST_BYTES)
    throw refused(say`Headers have at most ${LONGEST_BYTES} bytes in all, and these have ${size}.`);
  return {
    names: [...headers.keys()].toSorted(),
    values: new Secret(JSON.stringify(Object.fromEntries(headers))),
  };
}

function refuseName(name: string, typed: string): void {
  if (!NAME.test(name)) throw refused(say`${quoted(typed)} cannot be the name of a header.`);
  if (OURS.has(name) || OUR_PREFIXES.some((prefix) => name.startsWith(prefix)))
    throw refused(say`The header ${code(name)} is Botmint's own: every request says it for itself.`);
}

const refused = (text: Text): AppError => new AppError('invalid_input', text);
