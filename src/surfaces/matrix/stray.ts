import type { Listed } from '../../commands/catalogue.ts';
import type { Prompt, PromptState } from '../../commands/matrix-prompts.ts';
import { unknownCommand } from '../../commands/unknown-command.ts';
import { code, command, joined, quoted, say, type Span, type Text } from '../../core/text.ts';
import { commandNamed } from '../words.ts';
import type { CommandBot, Heard } from './bot.ts';
import { contentOf } from './dress.ts';
import { PURPOSE } from './greeting.ts';

const HELLO = /^(?:hello|hi|hey|start)\b/i;

/** Whether a line begins with no word of a command: what was asked before it still waits. */
export function isStray(line: string, catalogue: readonly Listed[]): boolean {
  const [first = ''] = line.trim().toLowerCase().split(/\s+/);
  return first !== '' && !first.startsWith('-') && !isWord(first, catalogue);
}

const isWord = (word: string, catalogue: readonly Listed[]): boolean =>
  catalogue.some(({ name }) => name.split(' ')[0] === word);

/** Says what can be said in its place: how to answer what waits, or what else there is. */
export async function sayUnknown(
  line: string,
  open: Prompt | undefined,
  { place }: Heard,
  { catalogue }: CommandBot,
): Promise<void> {
  await place.say(contentOf({ text: joined(instead(line, open, catalogue), open ? howTo(open.state) : []) }));
}

function instead(line: string, open: Prompt | undefined, catalogue: readonly Listed[]): Text {
  const slashed = /^\/(?:botmint\s+)?(.+)$/is.exec(line)?.[1] ?? '';
  if (slashed !== '' && !isStray(slashed, catalogue)) return say`Here it is ${withSign(slashed, catalogue)}.`;
  if (HELLO.test(line)) return PURPOSE;
  const [word = ''] = line.trim().split(/\s+/);
  return open ? say`There is no command ${quoted(word)}.` : unknownCommand(word, catalogue).text;
}

/** Its name alone: what follows it may be a secret. */
function withSign(line: string, catalogue: readonly Listed[]): Span {
  const words = line.trim().split(/\s+/);
  const name = commandNamed(words, catalogue)?.name ?? (words[0] ?? '').toLowerCase();
  return command(words.length > name.split(' ').length ? `${name} …` : name);
}

/** How what waits is answered. */
function howTo(state: PromptState): Text {
  switch (state.kind) {
    case 'question':
      return say`Answer ${code('yes')} or ${code('no')}: ${code('1')} is ${state.yes}, ${code('2')} is ${state.no}.`;
    case 'form':
      return say`I still wait for an answer: ${code('cancel')} breaks off.`;
    case 'buttons': {
      const [only, second] = state.presses;
      if (only && !second) return say`${code('1')} is ${only.label}.`;
      return say`Answer with a number, ${code('1')} to ${code(String(state.presses.length))}.`;
    }
  }
}
