import type { Listed } from '../../commands/catalogue.ts';
import type { Input } from '../../commands/declared.ts';
import { readWords } from '../words.ts';

/** What the command line itself is told with a command. */
export interface Flags {
  json: boolean;
  yes: boolean;
  no_newline: boolean;
}

/** A line, understood: a command, its inputs as they were typed, and what is for the command line. */
export interface Asked {
  entry: Listed;
  raw: Record<string, string>;
  flags: Flags;
}

const flag = (name: keyof Flags, label: string, hint: string, short?: string): Input => ({
  name,
  label,
  hint,
  ...(short !== undefined && { short }),
  flag: true,
  unasked: true,
  required: false,
  options: undefined,
  otherwise: undefined,
});

const JSON_FLAG = flag('json', 'JSON', 'Answer as the API does, in JSON.');
const YES_FLAG = flag('yes', 'Yes', 'Ask nothing: it is meant.', 'y');
const NO_NEWLINE = flag('no_newline', 'No newline', 'Nothing after the secret.', 'n');

/** An entry with the flags of the command line that make sense for it, where its own do not go before them. */
export function withFlags(entry: Listed): Listed {
  const more = [
    JSON_FLAG,
    ...(entry.effect === 'read' ? [] : [YES_FLAG]),
    ...(entry.secret ? [NO_NEWLINE] : []),
  ];
  const names = new Set(entry.inputs.map(({ name }) => name));
  const shorts = new Set(entry.inputs.map(({ short }) => short));
  const own = more
    .filter(({ name }) => !names.has(name))
    .map(({ short, ...each }) => (short === undefined || shorts.has(short) ? each : { ...each, short }));
  return { ...entry, inputs: [...entry.inputs, ...own] };
}

/** @throws AppError as `readWords` */
export function understand(words: readonly string[], entries: readonly Listed[]): Asked {
  const { command: read, raw } = readWords(words, entries.map(withFlags));
  const entry = entries.find(({ name }) => name === read.name) ?? read;
  const isSet = (name: keyof Flags): boolean => isOwn(name, entry) && YES.has(raw[name] ?? 'false');
  const flags = { json: isSet('json'), yes: isSet('yes'), no_newline: isSet('no_newline') };
  const own = Object.entries(raw).filter(([name]) => entry.inputs.some((input) => input.name === name));
  return { entry, raw: Object.fromEntries(own), flags };
}

const isOwn = (name: string, { inputs }: Listed): boolean => inputs.every((input) => input.name !== name);

const YES = new Set(['true', '']);
