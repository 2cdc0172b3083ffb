import type { Command } from '../../commands/declare.ts';
import { inputsOf } from '../../commands/declared.ts';
import { type Prompt, takePrompt } from '../../commands/matrix-prompts.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import { command as typed, say } from '../../core/text.ts';
import type { CommandBot, Heard } from './bot.ts';
import { contentOf } from './dress.ts';

/** Says once of a question or a form that it waits for no answer any more, and how it is asked again. */
export async function sayOver({ id, state }: Prompt, heard: Heard, bot: CommandBot): Promise<void> {
  if (state.kind === 'buttons') return;
  if (!(await takePrompt(bot.deps, heard.organization, id, heard.eventId))) return;
  const command = commandNamed(state.command, bot.deps);
  const input = state.kind === 'question' ? state.input : state.answers;
  const text = say`That question is over. Ask again: ${typed(lineOf(command, input))}`;
  await heard.place.say(contentOf({ text }));
}

/** As it is typed: `bots delete steve`. What may not be shown again is left out. */
function lineOf(command: Command, input: Readonly<Record<string, string | number>>): string {
  const words = inputsOf(command).flatMap(({ name, short, secret, unrecorded }) => {
    const value = String(input[name] ?? '');
    if (secret || unrecorded || value === '') return [];
    const word = asWord(value);
    if (command.positional.includes(name)) return [word];
    return [`${short === undefined ? `--${name.replaceAll('_', '-')}` : `-${short}`} ${word}`];
  });
  return [command.name, ...words].join(' ');
}

const asWord = (value: string): string =>
  /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(value) ? value : `"${value.replaceAll('"', '')}"`;
