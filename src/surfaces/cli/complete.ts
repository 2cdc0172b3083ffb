import type { Listed } from '../../commands/catalogue.ts';
import type { Input } from '../../commands/declared.ts';
import { commandNamed, flagIn, inputOf, split } from '../words.ts';
import { cloneIds } from './clone.ts';
import { connect } from './connect.ts';
import { choicesFor } from './door.ts';
import { withFlags } from './grammar.ts';
import type { Outside } from './outside.ts';
import { isOfClones, withOwn } from './own.ts';

/** Whoever presses Tab waits no longer. */
const PATIENCE_MS = 1500;

/** What can come next, a line each. Whatever goes wrong, there is nothing to offer. */
export async function complete(args: readonly string[], outside: Outside): Promise<number> {
  try {
    const words =
      args[0] === '--line'
        ? wordsIn(args[1] ?? '')
        : args.filter((word, index) => index > 0 || word !== '--');
    const entries = withOwn(await outside.catalogue()).map(withFlags);
    const offered = await nextWords(words, entries, outside);
    const fitting = offered.filter((each) => each.startsWith(words.at(-1) ?? ''));
    for (const each of new Set(fitting)) outside.stdout.write(`${each}\n`);
  } catch {
    // A shell has no place to say it.
  }
  return 0;
}

/** The words of a line after `botmint`, the last of which is the one to complete. */
function wordsIn(line: string): string[] {
  const words = split(line).slice(1);
  return /\s$/.test(line) ? [...words, ''] : words;
}

async function nextWords(
  words: readonly string[],
  entries: readonly Listed[],
  outside: Outside,
): Promise<string[]> {
  const before = words.slice(0, -1);
  const entry = commandNamed(before, entries);
  if (!entry || entry.name === 'help') return nameWords(entry ? before.slice(1) : before, entries);
  const typed = words.at(-1) ?? '';
  const { given, open } = givenIn(before.slice(entry.name.split(' ').length), entry);
  const flag = flagIn(typed);
  if (open) return valuesOf(open, { entry, typed, given }, outside);
  if (flag?.value !== undefined) {
    const input = inputOf(flag.name, entry.inputs);
    const values = input ? await valuesOf(input, { entry, typed: flag.value, given }, outside) : [];
    return values.map((value) => typed.slice(0, typed.indexOf('=') + 1) + value);
  }
  if (typed.startsWith('-')) return flagsOf(entry, given);
  const next = entry.positional.find((name) => given[name] === undefined);
  const input = entry.inputs.find(({ name }) => name === next);
  return input ? valuesOf(input, { entry, typed, given }, outside) : flagsOf(entry, given);
}

/** The word that comes next in the names of commands that begin with these. */
function nameWords(before: readonly string[], entries: readonly Listed[]): string[] {
  const start = before.map((word) => `${word.toLowerCase()} `).join('');
  return entries
    .filter(({ name }) => `${name} `.startsWith(start) && name.length > start.length)
    .map(({ name }) => name.slice(start.length).split(' ')[0] ?? '');
}

const flagsOf = ({ inputs, positional }: Listed, given: Record<string, string>): string[] =>
  inputs
    .filter(({ name, list }) => !positional.includes(name) && (given[name] === undefined || list))
    .map(({ name }) => `--${name.replaceAll('_', '-')}`);

/** What stands there already, and the input whose value is still to come. */
function givenIn(
  words: readonly string[],
  { inputs, positional }: Listed,
): { given: Record<string, string>; open: Input | undefined } {
  const given: Record<string, string> = {};
  let open: Input | undefined;
  for (const word of words) {
    const flag = flagIn(word);
    const input = flag && inputOf(flag.name, inputs);
    if (open) {
      given[open.name] = word;
      open = undefined;
    } else if (input) {
      if (flag.value === undefined && !input.flag) open = input;
      else given[input.name] = flag.value ?? 'true';
    } else {
      const name = positional.find((each) => given[each] === undefined);
      if (name !== undefined) given[name] = word;
    }
  }
  return { given, open };
}

/** The values of an input: those that are fixed, or what the server knows. A secret is none of its business here. */
async function valuesOf(
  input: Input,
  { entry, typed, given }: { entry: Listed; typed: string; given: Record<string, string> },
  outside: Outside,
): Promise<string[]> {
  if (input.options) return [...input.options];
  if (input.flag === true) return ['true', 'false'];
  if (isOfClones(entry) && input.name === 'id')
    return cloneIds(outside, await outside.settings(), PATIENCE_MS);
  if (input.secret === true || entry.http === '') return [];
  const connection = await connect(outside, await outside.settings());
  const answers = Object.fromEntries(
    Object.entries(given).filter(([name]) => entry.inputs.some((each) => each.name === name)),
  );
  // A person is found by the name, and typed with the sign.
  const asked = { command: entry.name, name: input.name, typed: typed.replace(/^@/, ''), answers };
  return (await choicesFor(connection, asked, PATIENCE_MS)).map(({ value }) => value);
}
