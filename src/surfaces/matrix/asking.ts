import { choose, wrongReference } from '../../commands/choosing.ts';
import type { Answers, Choice, Command } from '../../commands/declare.ts';
import type { Deps } from '../../commands/execute.ts';
import type { MemberActor } from '../../core/actor.ts';
import { bold, code, say, type Text } from '../../core/text.ts';
import { type Field, formOf } from '../form.ts';
import { notice } from './dress.ts';
import { numberKeys } from './keys.ts';
import type { Posed } from './pose.ts';
import { asWords, inOneLine, twofold, wrapped } from './text.ts';

/** A form that is asked input by input. */
export interface Filling {
  command: Command;
  answers: Answers;
  /** The inputs that are still to be asked for. */
  names: readonly string[];
  /** Those that were asked for. */
  asked: readonly string[];
  /** What is said before the next question. */
  said: readonly Text[];
}

/** What comes next in it: a question, or nothing more. */
export type Next = (Posed & { kind: 'ask'; isSecret: boolean }) | { kind: 'answered' };

/** More are not shown at once: what is not shown can be typed as well. */
const SHOWN = 10;

/**
 * The first of the inputs that has to be asked for now; what has one choice alone is taken and only said. What was
 * answered and names nothing that is there is asked for again.
 * @throws AppError when there is nothing to choose from, or what they typed themselves is wrong; with the next step.
 */
export async function nextIn(filling: Filling, actor: MemberActor, deps: Deps): Promise<Next> {
  const { command, answers, names, asked } = filling;
  const wrong = names.length > 0 ? await wrongReference(command, answers, actor, deps) : undefined;
  if (!wrong) return askFor(filling, actor, deps);
  if (!asked.includes(wrong.name)) throw wrong.error;
  const kept = Object.fromEntries(Object.entries(answers).filter(([name]) => name !== wrong.name));
  const again = { ...filling, answers: kept, names: [wrong.name, ...names], said: [wrong.error.text] };
  return askFor(again, actor, deps);
}

async function askFor(filling: Filling, actor: MemberActor, deps: Deps): Promise<Next> {
  const { command, answers, names } = filling;
  if (names.length === 0) return { kind: 'answered' };
  const { parts } = await formOf(command, answers, { isOpen: true }, actor, deps);
  const part = parts.find(({ name }) => names.includes(name));
  if (!part) return { kind: 'answered' };
  const rest = names.filter((name) => name !== part.name);
  if (part.kind === 'taken')
    return askFor({ ...filling, names: rest, said: [...filling.said, part.said] }, actor, deps);
  const { shown, isCut } = await offeredFor(part, filling, actor, deps);
  const asked = [...new Set([...filling.asked, part.name])];
  return {
    kind: 'ask',
    isSecret: part.secret === true && part.name !== 'token',
    content: fieldContent(part, shown, isCut, filling),
    keys: part.kind === 'choices' ? [] : numberKeys(shown.length),
    state: {
      kind: 'form',
      command: command.name,
      answers: { ...answers },
      asking: part.name,
      options: shown,
      isList: part.kind === 'choices',
      isRequired: part.required,
      rest,
      asked,
    },
  };
}

async function offeredFor(
  { choices, reference, name }: Field,
  { command, answers }: Filling,
  actor: MemberActor,
  deps: Deps,
): Promise<{ shown: Choice[]; isCut: boolean }> {
  const offered =
    choices ??
    (reference === undefined ? [] : await choose(command, { name, typed: '', answers }, actor, deps));
  return { shown: offered.slice(0, SHOWN), isCut: offered.length > SHOWN };
}

function fieldContent(field: Field, shown: readonly Choice[], isCut: boolean, { said }: Filling): object {
  const { label, hint } = field;
  const rows = shown.map(({ label: each, ticked }, index) =>
    inOneLine([wrapped('strong', asWords(String(index + 1))), asWords(ticked === true ? `${each} ✓` : each)]),
  );
  const list = {
    plain: rows.map(({ plain }) => plain).join('\n'),
    html: rows.map(({ html }) => html).join('<br>'),
  };
  return notice([
    ...said.map(twofold),
    twofold(say`${bold(label)}: ${field.name === 'token' ? LAST_SIX : hint}`),
    ...(rows.length > 0 ? [list] : []),
    wrapped('em', twofold(howTo(field, shown, isCut))),
  ]);
}

const LAST_SIX = 'Its last six characters. Never the token itself: a chat keeps what is typed in it.';

function howTo(field: Field, shown: readonly Choice[], isCut: boolean): Text {
  const skip = skipOf(field, shown);
  const end = say`${code('cancel')} breaks off.`;
  return [...wayOf(field, shown, isCut), ...say` `, ...(skip.length > 0 ? say`${skip} ` : []), ...end];
}

function wayOf({ kind, placeholder }: Field, { length }: readonly Choice[], isCut: boolean): Text {
  if (kind === 'choices' && length > 0) return say`Answer with numbers, as in ${code('1 3')}.`;
  if (isCut) return say`Answer with a number, or type another: these are the first ${length}.`;
  if (length > 0) return say`Answer with a number.`;
  return placeholder === undefined ? say`Type it.` : say`Type it, as in ${code(placeholder)}.`;
}

function skipOf({ required }: Field, shown: readonly Choice[]): Text {
  if (shown.some(({ ticked }) => ticked)) return say`${code('skip')} takes those marked ✓.`;
  return required ? [] : say`${code('skip')} leaves it out.`;
}
