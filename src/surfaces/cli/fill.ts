import type { Listed } from '../../commands/catalogue.ts';
import { bold, code, say } from '../../core/text.ts';
import { chosen, severalOf } from '../numbered.ts';
import type { Field, Offered } from '../terminal.ts';
import type { Connection } from './connect.ts';
import { choicesFor, formFor } from './door.ts';
import type { Outside } from './outside.ts';
import { prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

type Answers = Record<string, string>;

export interface Filling {
  entry: Listed;
  connection: Connection;
  outside: Outside;
  screen: Screen;
}

/**
 * The answers with those of these inputs that a person gives now, each after those before it: what there is to choose
 * can depend on them. @throws Failure
 */
export async function fill(names: readonly string[], answers: Answers, filling: Filling): Promise<Answers> {
  const { entry, connection, screen } = filling;
  const name = entry.inputs.find((input) => names.includes(input.name))?.name;
  if (name === undefined) return answers;
  const rest = names.filter((each) => each !== name);
  const parts = await formFor(connection, entry.name, answers);
  const part = parts.find((each) => each.name === name);
  if (!part) return fill(rest, answers, filling);
  if (part.kind === 'taken') {
    screen.say(part.said);
    return fill(rest, answers, filling);
  }
  return fill(rest, { ...answers, [name]: await answerTo(part, answers, filling) }, filling);
}

async function answerTo(field: Field, answers: Answers, filling: Filling): Promise<string> {
  const { outside, screen } = filling;
  const choices = await choicesOf(field, answers, filling);
  screen.say(say`${bold(field.label)}: ${field.hint}`);
  choices.forEach(({ label }, index) => screen.say(say`  ${index + 1}) ${label}`));
  const question = choices.length > 0 ? `Number or ${field.name.replaceAll('_', ' ')}: ` : '> ';
  for (;;) {
    const typed = (await prompt(outside, question, { isHidden: field.secret === true })).trim();
    const answer = field.kind === 'choices' ? severalOf(typed, choices) : chosen(typed, choices);
    // Left empty, what can be left out is left to the server.
    if (answer !== '' || !field.required) return answer;
    screen.say(say`It cannot be left out. ${code('Ctrl-C')} breaks off.`);
  }
}

/** More are not shown at once: a part of a name can be typed as well. */
const SHOWN = 20;

async function choicesOf(field: Field, answers: Answers, { entry, connection }: Filling): Promise<Offered> {
  const { choices, reference, name } = field;
  const asked = { command: entry.name, name, typed: '', answers };
  const offered = choices ?? (reference === undefined ? [] : await choicesFor(connection, asked));
  return offered.slice(0, SHOWN);
}
