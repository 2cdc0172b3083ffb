import { type Prompt, takePrompt } from '../../commands/matrix-prompts.ts';
import { inputsOf } from '../../commands/declared.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import type { Question } from '../../core/document.ts';
import { bold, plain, say, type Text } from '../../core/text.ts';
import { typedSecretIn } from '../typed-secret.ts';
import type { Answer } from './answer.ts';
import { actorOf, type CommandBot, type Heard } from './bot.ts';
import { converse, fillIn } from './conversation.ts';
import { contentOf } from './dress.ts';
import { askYes } from './pose.ts';
import { clearSecret } from './typed.ts';

/** Goes on with what somebody answered. Of two answers to one question the first counts. */
export async function goOn(
  { id, state }: Prompt,
  answer: Answer,
  heard: Heard,
  bot: CommandBot,
): Promise<void> {
  // Buttons can be pressed one after the other.
  if (state.kind === 'buttons') {
    const pressed = answer.kind === 'press' ? state.presses[answer.index] : undefined;
    if (!pressed) return;
    const { command, input, confirm } = pressed;
    if (!confirm) return converse({ command, input, confirmed: false }, heard, bot);
    const question = { ...confirm, text: withTitle(confirm) };
    return askYes(question, { command, input }, { actor: await actorOf(heard, bot), heard, bot });
  }
  if (!(await takePrompt(bot.deps, heard.organization, id, heard.eventId))) return;
  if (answer.kind === 'no') {
    const text = state.kind === 'form' ? say`Broken off. Nothing was changed.` : say`Nothing was changed.`;
    await heard.place.say(contentOf({ text }));
    return;
  }
  if (state.kind === 'question') {
    const { command, input } = state;
    return converse({ command, input, confirmed: true }, heard, bot);
  }
  if (answer.kind !== 'value') return;
  const { asking, rest, asked } = state;
  const command = commandNamed(state.command, bot.deps);
  const answers = { ...state.answers, [asking]: answer.value };
  if (typedSecretIn({ inputs: inputsOf(command) }, { [asking]: answer.value })) await clearSecret(heard);
  const filling = { command, answers, names: rest, asked, said: [] };
  if (await fillIn(filling, { actor: await actorOf(heard, bot), heard, bot })) return;
  await converse({ command: command.name, input: answers, confirmed: false, asked }, heard, bot);
}

/** The title of a dialog stands over it elsewhere. */
const withTitle = ({ title, text }: Question): Text =>
  plain(text).startsWith(title) ? text : say`${bold(title)} ${text}`;
