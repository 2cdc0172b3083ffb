import type { Document } from '../core/document.ts';
import { bold, code, command, joined, say } from '../core/text.ts';
import type { Listed } from './catalogue.ts';
import type { Input } from './declared.ts';

/** What help says of one command. */
export interface HelpEntry {
  name: string;
  summary: string;
  example: string;
  scope: string | null;
  inputs: { name: string; flag: string; hint: string; required: boolean }[];
}

/** What help is on: one command by its name, all that begin with these words, or all. Empty when there is none. */
export function helpOn<Named extends { name: string }>(topic: string, commands: readonly Named[]): Named[] {
  const exact = commands.filter(({ name }) => name === topic);
  const under = commands.filter(({ name }) => topic === '' || name.startsWith(`${topic} `));
  return exact.length > 0 ? exact : under;
}

export function helpEntry({ name, summary, example, scope, inputs, positional }: Listed): HelpEntry {
  return {
    name,
    summary,
    example,
    scope,
    inputs: inputs.map((input) => ({
      name: input.name,
      flag: positional.includes(input.name) ? `<${input.name}>` : flagOf(input),
      hint: input.hint,
      required: input.required,
    })),
  };
}

/** "-u, --username". */
export function flagOf({ name, short }: Pick<Input, 'name' | 'short'>): string {
  const long = `--${name.replaceAll('_', '-')}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

/** The pages of help: of one command, of a first word, of all. */
export function helpPage(topic: string, entries: readonly HelpEntry[]): Document {
  const [only] = entries;
  if (only && entries.length === 1 && only.name === topic) return page(only);
  if (topic === '') return contents(entries);
  return {
    text: say`What you can ask under ${code(topic)}:`,
    table: {
      columns: ['Type', 'What it does'],
      rows: entries.map(({ name, summary }) => [say`${command(name)}`, say`${summary}`]),
    },
    note: say`More about one of them: ${command(`help ${only?.name ?? ''}`)}`,
  };
}

/** Everything on a screen: a row for each first word, with the words that follow it or what it does. */
function contents(entries: readonly HelpEntry[]): Document {
  const groups = Map.groupBy(entries, ({ name }) => name.split(' ')[0] ?? '');
  const rows = [...groups].map(([group, under]) => [
    say`${code(group)}`,
    say`${under.map(({ name, summary }) => name.slice(group.length + 1) || summary).join(', ')}`,
  ]);
  return {
    text: say`Bots and their tokens, run from chat. What you can ask:`,
    table: { columns: ['Word', 'What follows it'], rows },
    note: say`More about one of them: ${command('help bots')}, ${command('help tokens issue')}`,
  };
}

/** A screen: what it does, an example that works as typed, its inputs, its scope. */
function page(entry: HelpEntry): Document {
  const rows = entry.inputs.map((input) => [
    say`${code(input.flag)}`,
    say`${input.hint}${input.required ? '' : ' (optional)'}`,
  ]);
  return {
    text: joined(say`${bold(entry.name)}: ${entry.summary}`, say`As in ${command(entry.example)}`),
    ...(rows.length > 0 ? { table: { columns: ['Input', 'What it is'], rows } } : {}),
    note: entry.scope === null ? say`Everybody may ask this.` : say`Needs the scope ${code(entry.scope)}.`,
  };
}
