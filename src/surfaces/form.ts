import type { Answers, Choice, Command } from '../commands/declare.ts';
import type { Deps } from '../commands/execute.ts';
import { stand } from '../commands/choosing.ts';
import type { Input } from '../commands/declared.ts';
import { answered, type Step } from '../commands/steps.ts';
import type { Actor } from '../core/actor.ts';
import { code, say, type Text } from '../core/text.ts';

/**
 * What a person is asked for, with what is known already. A surface that shows it all at once shows it anew when an
 * answer has changed that others come after; one that asks step by step asks for the first that has no value.
 */
export interface Form {
  command: Command;
  parts: (Field | Taken)[];
  /** Optional fields are folded away. */
  isFolded: boolean;
  /** Given, and not to be asked, by name. */
  hidden: Answers;
}

export interface Field extends Input {
  kind: 'text' | 'choice' | 'choices';
  value: string | undefined;
  /** All there is to choose from; undefined: it is found by what is typed. */
  choices: readonly Choice[] | undefined;
  ticked: Choice[];
  /** The answers that it comes after: with others it is another question. */
  after: readonly string[];
  /** Others come after it. */
  decides: boolean;
}

/** What was not asked, as there was one choice. */
export interface Taken {
  kind: 'taken';
  name: string;
  value: string;
  after: readonly string[];
  said: Text;
}

/** So many fields are shown at once; of more, the optional ones past the fifth are folded away. */
const MANY = 6;
const FIRST = 5;

/**
 * The form of a command, as far as it can be asked by these answers. Of many fields it shows all when it is open, else
 * those that are missed among the first.
 */
export async function formOf(
  command: Command,
  answers: Answers,
  { isOpen = false, missed = [] }: { isOpen?: boolean; missed?: readonly string[] },
  actor: Actor,
  deps: Deps,
): Promise<Form> {
  const steps = await stand(command, answers, actor, deps);
  const asked = steps.filter((step) => step.isOpen && step.input.unasked !== true);
  const shown = isOpen || asked.length <= MANY ? asked : amongFirst(asked, missed);
  const known = answered(steps);
  const shownNames = new Set(shown.map(({ input }) => input.name));
  return {
    command,
    parts: shown.map((step) => takenPart(step, command, known) ?? fieldOf(step, command)),
    isFolded: shown.length < asked.length,
    hidden: Object.fromEntries(Object.entries(answers).filter(([name]) => !shownNames.has(name))),
  };
}

/** What is needed, and of the rest as many as make up the first ones. */
function amongFirst(asked: Step[], missed: readonly string[]): Step[] {
  const needed = asked.filter(
    ({ input, value }) => input.required || value !== undefined || missed.includes(input.name),
  );
  const others = asked.filter((step) => !needed.includes(step));
  const shown = new Set([...needed, ...others.slice(0, Math.max(0, FIRST - needed.length))]);
  return asked.filter((step) => shown.has(step));
}

function takenPart({ input, taken, after }: Step, { choices }: Command, known: Answers): Taken | undefined {
  if (!taken) return undefined;
  const { name, label } = input;
  const said = choices?.[name]?.only?.(taken, known) ?? say`${label}: ${code(taken.label)}, the only one.`;
  return { kind: 'taken', name, value: taken.value, after, said };
}

function fieldOf({ input, choices, value, after, isWrong }: Step, command: Command): Field {
  // A secret is never shown again, and what is none of the choices is not there to be shown.
  const shown = input.secret === true || isWrong ? undefined : (value ?? input.otherwise);
  const given = shown?.split(/[\s,]+/);
  const ticked = choices?.filter((choice) => (given ? given.includes(choice.value) : choice.ticked)) ?? [];
  const others = Object.values(command.choices ?? {});
  const decides = others.some((other) => other?.after?.includes(input.name));
  return Object.assign(
    { kind: kindOf(input, choices), value: shown, choices, ticked, after, decides },
    input,
  );
}

function kindOf(input: Input, choices: readonly Choice[] | undefined): Field['kind'] {
  if (input.list && choices) return 'choices';
  return choices || input.reference ? 'choice' : 'text';
}
