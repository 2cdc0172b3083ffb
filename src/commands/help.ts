import { z } from 'zod';
import type { Document } from '../core/document.ts';
import { AppError } from '../core/errors.ts';
import { bold, code, command, joined, listed, quoted, say } from '../core/text.ts';
import { type Command, defineCommand } from './declare.ts';
import { hints, type Input, inputsOf } from './inputs.ts';

const Topic = z.string().max(100).optional().register(hints, {
  label: 'Topic',
  hint: 'A command, or the first word of some.',
  placeholder: 'tokens issue',
  rest: true,
});

const Entry = z.object({
  name: z.string(),
  summary: z.string(),
  example: z.string(),
  scope: z.string().nullable(),
  inputs: z.array(z.object({ name: z.string(), flag: z.string(), hint: z.string(), required: z.boolean() })),
});

export const help = defineCommand({
  name: 'help',
  title: 'Help',
  summary: 'Say what can be asked, and how.',
  example: 'help tokens issue',
  effect: 'read',
  confirm: false,
  scope: null,
  by: 'either',
  http: 'GET /api/v1/help',
  input: z.strictObject({ topic: Topic }),
  positional: ['topic'],
  refuses: ['unknown_command'],
  output: z.object({ topic: z.string(), commands: z.array(Entry) }),

  async run({ commands }, { topic = '' }) {
    const words = topic.trim().toLowerCase().split(/\s+/).join(' ');
    const exact = commands.filter(({ name }) => name === words);
    const under = commands.filter(({ name }) => words === '' || name.startsWith(`${words} `));
    const found = exact.length > 0 ? exact : under;
    if (found.length === 0) throw unknownCommand(words, commands);
    return { topic: words, commands: found.map(entryOf) };
  },

  say({ topic, commands }) {
    const [only] = commands;
    if (only && commands.length === 1 && only.name === topic) return page(only);
    if (topic === '') return contents(commands);
    return {
      text: say`What you can ask under ${code(topic)}:`,
      table: {
        columns: ['Type', 'What it does'],
        rows: commands.map(({ name, summary }) => [say`${command(name)}`, say`${summary}`]),
      },
      note: say`More about one of them: ${command(`help ${only?.name ?? ''}`)}`,
    };
  },
});

type Entry = z.output<typeof Entry>;

/** Everything on a screen: a row for each first word, with the words that follow it or what it does. */
function contents(commands: readonly Entry[]): Document {
  const groups = Map.groupBy(commands, ({ name }) => name.split(' ')[0] ?? '');
  const rows = [...groups].map(([group, entries]) => [
    say`${code(group)}`,
    say`${entries.map(({ name, summary }) => name.slice(group.length + 1) || summary).join(', ')}`,
  ]);
  return {
    text: say`Bots and their tokens, run from chat. What you can ask:`,
    table: { columns: ['Word', 'What follows it'], rows },
    note: say`More about one of them: ${command('help bots')}, ${command('help tokens issue')}`,
  };
}

/** A screen: what it does, an example that works as typed, its inputs, its scope. */
function page(entry: Entry): Document {
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

function entryOf(entry: Command): Entry {
  return {
    name: entry.name,
    summary: entry.summary,
    example: entry.example,
    scope: entry.scope,
    inputs: inputsOf(entry).map((input) => ({
      name: input.name,
      flag: entry.positional.includes(input.name) ? `<${input.name}>` : flagOf(input),
      hint: input.hint,
      required: input.required,
    })),
  };
}

/** "-u, --username". */
function flagOf({ name, short }: Input): string {
  const long = `--${name.replaceAll('_', '-')}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

/** The sentence for words that are no command, with the nearest that are. */
export function unknownCommand(words: string, commands: readonly Command[]): AppError {
  const [first = ''] = words.split(' ');
  const group = commands.some(({ name }) => name.startsWith(`${words} `)) ? words : first;
  const siblings = commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name }) => name.slice(group.length + 1));
  const groups = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
  const there =
    siblings.length > 0
      ? say`Under ${code(group)}: ${siblings.join(', ')}.`
      : say`There are ${listed(groups)}; ${command('help')} says more.`;
  return new AppError('unknown_command', say`There is no command ${quoted(words)}. ${there}`);
}
