import { AppError } from '../core/errors.ts';
import { code, command, listed, quoted, say } from '../core/text.ts';
import type { Command } from './declare.ts';
import type { Deps } from './execute.ts';

/** The refusal of words that are no command, with the nearest that are. */
export function unknownCommand(words: string, commands: readonly { name: string }[]): AppError {
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

/**
 * The command that a button or a form carries, which an old message may name though it is gone.
 * @throws AppError unknown_command
 */
export function commandNamed(name: string, { commands }: Pick<Deps, 'commands'>): Command {
  const named = commands.find((each) => each.name === name);
  if (!named) throw unknownCommand(name, commands);
  return named;
}
