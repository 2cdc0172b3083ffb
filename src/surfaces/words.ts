import type { Input } from '../commands/declared.ts';
import { unknownCommand } from '../commands/unknown-command.ts';
import { AppError } from '../core/errors.ts';
import { code, command as typed, listed, quoted, say } from '../core/text.ts';

/** As much of a command as has to be known to read it, so that a client can which has nothing else of it. */
export interface Spoken {
  name: string;
  positional: readonly string[];
  inputs: readonly Input[];
}

/** A typed line, understood: which command, with its inputs as they were typed. */
export interface Reading<Each extends Spoken> {
  command: Each;
  raw: Record<string, string>;
}

/** Quotation marks, also those that phones and desktops put in by themselves, and what closes each of them. */
const CLOSING = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['”', '”'],
  ['„', '“”'],
  ['‘', '’'],
  ['‚', '‘’'],
  ['«', '»'],
  ['»', '«'],
]);

/**
 * Splits a line into words. A mark opens only at the beginning of a word or after `=`, so `bob's` is a word.
 * @throws AppError invalid_input when a mark is not closed.
 */
export function split(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  let before = '';
  for (const character of line) {
    if (closing !== undefined) {
      if (closing.includes(character)) closing = undefined;
      else word += character;
      continue;
    }
    const opens = word === undefined || before === '=' ? CLOSING.get(character) : undefined;
    before = character;
    if (opens !== undefined) {
      closing = opens;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (closing !== undefined) throw unclosed(word ?? '', closing);
  return word === undefined ? words : [...words, word];
}

function unclosed(from: string, marks: string): AppError {
  const where = from.trim() === '' ? say`` : say`, before ${quoted(from)}`;
  return new AppError(
    'invalid_input',
    say`A quotation mark is not closed${where}. Put ${code(marks.slice(0, 1))} at the end, or leave it out.`,
  );
}

/**
 * What a typed line asks, in the grammar of a command line: `tokens issue -u steve --expiry=100d`. Nothing, a word that
 * only begins commands, `help` and `-h` ask for help.
 * @throws AppError unknown_command, or invalid_input for flags and words that do not belong.
 */
export function read<Each extends Spoken>(line: string, commands: readonly Each[]): Reading<Each> {
  return readWords(split(line), commands);
}

/** As `read`, of a line that a shell has split. */
export function readWords<Each extends Spoken>(
  words: readonly string[],
  commands: readonly Each[],
): Reading<Each> {
  const asksHelp = words.some((word) => word === '-h' || word === '--help');
  if (asksHelp)
    return helpOn(
      topicOf(
        words.filter((word) => !flagIn(word)),
        commands,
      ),
      commands,
    );
  const command = commandNamed(words, commands);
  if (command) return { command, raw: inputs(command, words.slice(command.name.split(' ').length)) };
  const [group = '', next, ...rest] = words;
  if (next === undefined) return helpOn(topicOf(words, commands), commands);
  if (next.toLowerCase() === 'help') return helpOn(topicOf([group, ...rest], commands), commands);
  throw unknown(words, commands);
}

/** What help is asked on: a command, or the first word of some. */
function topicOf(words: readonly string[], commands: readonly Spoken[]): string {
  const [group = '', next] = words;
  const command = commandNamed(words, commands);
  if (command) return command.name;
  if (group === '' || (next === undefined && isGroup(group, commands))) return group.toLowerCase();
  throw unknown(words, commands);
}

export function commandNamed<Each extends Spoken>(
  words: readonly string[],
  commands: readonly Each[],
): Each | undefined {
  const lower = words.map((word) => word.toLowerCase());
  // The longest first: `tokens rotate start` goes before a `tokens rotate`.
  const names = [3, 2, 1].map((count) => lower.slice(0, count).join(' '));
  return names.flatMap((wanted) => commands.find(({ name }) => name === wanted) ?? [])[0];
}

const isGroup = (word: string, commands: readonly Spoken[]): boolean =>
  commands.some(({ name }) => name.startsWith(`${word.toLowerCase()} `));

function unknown([group = '', next = '']: readonly string[], commands: readonly Spoken[]): AppError {
  return unknownCommand(isGroup(group, commands) ? `${group.toLowerCase()} ${next}` : group, commands);
}

function helpOn<Each extends Spoken>(topic: string, commands: readonly Each[]): Reading<Each> {
  const command = commands.find(({ name }) => name === 'help');
  if (!command) throw new Error('there is no command help');
  return { command, raw: topic === '' ? {} : { topic } };
}

function inputs(command: Spoken, words: readonly string[]): Record<string, string> {
  const all = command.inputs;
  const positional = command.positional.flatMap((name) => all.filter((input) => input.name === name));
  const raw: Record<string, string> = {};
  const loose: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const flag = flagIn(word);
    if (!flag) {
      loose.push(word);
      continue;
    }
    const input = inputOf(flag.name, all);
    if (!input) throw unknownFlag(command, word, all);
    if (input.flag) {
      give(raw, input, flag.value ?? 'true', word);
      continue;
    }
    const value = flag.value ?? words[(index += 1)];
    if (value === undefined || (flag.value === undefined && isFlagOf(all, value)))
      throw withoutValue(word, input);
    give(raw, input, value, word);
  }
  placeWords(command, positional, loose, raw);
  return raw;
}

export function inputOf(flag: string, all: readonly Input[]): Input | undefined {
  return all.find(({ name, short }) => flag === short || flag === name.replaceAll('_', '-'));
}

/** A value may begin with a minus, but not be the flag that somebody went on to. */
function isFlagOf(all: readonly Input[], word: string): boolean {
  const flag = flagIn(word);
  return flag !== undefined && inputOf(flag.name, all) !== undefined;
}

/** `-u`, `--expiry`, `--expiry=3d`; also with the dash that a phone makes of two. A minus before a digit is a value. */
export function flagIn(word: string): { name: string; value: string | undefined } | undefined {
  const [, name, , value] = /^(?:--?|[–—])([a-z][a-z-]*)(=(.*))?$/is.exec(word) ?? [];
  return name === undefined ? undefined : { name: name.toLowerCase(), value };
}

function give(raw: Record<string, string>, input: Input, value: string, word: string): void {
  const before = raw[input.name];
  if (before !== undefined && !input.list) {
    throw new AppError(
      'invalid_input',
      say`${input.label} is given twice, the second time as ${quoted(word)}.`,
      { field: input.name },
    );
  }
  raw[input.name] = before === undefined ? value : `${before},${value}`;
}

/** Words without a flag, in the order of the command's own. */
function placeWords(
  command: Spoken,
  positional: Input[],
  words: string[],
  raw: Record<string, string>,
): void {
  const open = positional.filter(({ name }) => raw[name] === undefined);
  for (const [index, word] of words.entries()) {
    const input = open[index] ?? (open.at(-1)?.rest ? open.at(-1) : undefined);
    if (!input) throw oneTooMany(command, word);
    raw[input.name] = raw[input.name] === undefined ? word : `${raw[input.name]} ${word}`;
  }
}

function unknownFlag(command: Spoken, word: string, all: readonly Input[]): AppError {
  const flags = all.map(({ name, short }) => `-${short ?? `-${name.replaceAll('_', '-')}`}`);
  const takes = flags.length > 0 ? `It takes ${listed(flags)}.` : 'It takes none.';
  return new AppError('invalid_input', say`${code(command.name)} has no flag ${quoted(word)}. ${takes}`);
}

function withoutValue(word: string, input: Input): AppError {
  const example = input.placeholder ?? input.name;
  return new AppError(
    'invalid_input',
    say`${quoted(word)} has no value after it. ${input.label}: ${input.hint} As in ${code(`${word} ${example}`)}.`,
    { field: input.name },
  );
}

function oneTooMany(command: Spoken, word: string): AppError {
  return new AppError(
    'invalid_input',
    say`${quoted(word)} is one word too many. Several words that belong together go in quotation marks; ${typed(`help ${command.name}`)} shows the rest.`,
  );
}
