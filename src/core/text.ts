/**
 * What Botmint says, before a surface dresses it. Names and quoted input are spans of their own, never markup inside a
 * string, so nothing that a person typed can turn into formatting, a mention or a link.
 */
export interface Span {
  kind: 'plain' | 'bold' | 'code' | 'command';
  text: string;
}

export type Text = readonly Span[];

/** A name that matters. */
export const bold = (text: string): Span => ({ kind: 'bold', text });

/** Something that is typed or shown letter for letter. */
export const code = (text: string): Span => ({ kind: 'code', text });

/** A command to type next, without the surface's own sign: `bots create steve`. */
export const command = (text: string): Span => ({ kind: 'command', text });

const QUOTE_LENGTH = 40;

/** White space, control characters, and those that turn the direction of what follows them. */
const UNSEEN = /[\s\p{Cc}\p{Bidi_Control}]+/gu;

/** A token that was pasted into the wrong place. */
const PASTED = /(af_bot_|af_control_|eyJ)[\w.-]{16,}/g;

/** The whole id of a Matrix event or room: by chance it may hold what a token begins with, and no token looks like it. */
const MATRIX_ID = /^[$!][\w-]{43}$/;

/** The same with no token in it: of one that was pasted its beginning is left. */
export const withoutTokens = (text: string): string =>
  MATRIX_ID.test(text) ? text : text.replace(PASTED, '$1…');

/**
 * What a person typed, or another machine said, quoted back: one line, cut at 40 characters unless said, no token;
 * nothing shows as two quotes.
 */
export function quoted(input: string, length = QUOTE_LENGTH): Span {
  const line = withoutTokens(input.toWellFormed().replace(UNSEEN, ' ')).trim();
  const start = Array.from(line.slice(0, 2 * length + 2))
    .slice(0, length)
    .join('');
  return code(line === '' ? '""' : start.length < line.length ? `${start}…` : line);
}

/** As Postgres keeps it: neither NUL nor half a character. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** A template for sentences: plain strings stay plain, spans keep what they are. */
export function say(strings: TemplateStringsArray, ...values: (string | number | Span | Text)[]): Text {
  return strings.flatMap((string, index) => {
    const value = values[index];
    return [plainSpan(string), ...(value === undefined ? [] : spansOf(value))].filter(
      (span) => span.text !== '',
    );
  });
}

function spansOf(value: string | number | Span | Text): Text {
  if (typeof value === 'string' || typeof value === 'number') return [plainSpan(String(value))];
  return 'kind' in value ? [value] : value;
}

const plainSpan = (text: string): Span => ({ kind: 'plain', text });

/** One text after the other, with a space between. */
export function joined(...texts: Text[]): Text {
  return texts
    .filter((text) => text.length > 0)
    .flatMap((text, index) => (index ? [plainSpan(' '), ...text] : text));
}

/** The text as one string. */
export function plain(text: Text): string {
  return text
    .map(({ kind, text: words }) => (kind === 'code' || kind === 'command' ? `\`${words}\`` : words))
    .join('');
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** "1 token", "3 tokens", "2 deliveries". */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}
