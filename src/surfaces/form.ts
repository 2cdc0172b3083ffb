import type { Choice, Command } from '../commands/declare.ts';
import { type Input, inputsOf } from '../commands/inputs.ts';
import type { Actor } from '../core/actor.ts';

/** What a person is asked for, with what is known already. */
export interface Form {
  command: Command;
  fields: Field[];
  /** Given, and not to be asked. */
  hidden: Record<string, string>;
}

export interface Field extends Input {
  kind: 'text' | 'choice' | 'choices';
  value: string | undefined;
  ticked: Choice[];
}

/** The form of a command: every input that is asked for, filled with what was typed. */
export function formOf(command: Command, actor: Actor, answers: Record<string, string>): Form {
  const inputs = inputsOf(command);
  const asked = inputs.filter(({ unasked }) => !unasked);
  const hidden = inputs.filter(({ name, unasked }) => unasked && answers[name] !== undefined);
  return {
    command,
    fields: asked.map((input) => fieldOf(input, command, actor, answers[input.name])),
    hidden: Object.fromEntries(hidden.map(({ name }) => [name, answers[name] ?? ''])),
  };
}

function fieldOf(input: Input, command: Command, actor: Actor, value: string | undefined): Field {
  const choices = command.choices?.[input.name]?.(actor);
  const given = value?.split(/[\s,]+/);
  const ticked = choices?.filter((choice) => (given ? given.includes(choice.value) : choice.ticked)) ?? [];
  return Object.assign({ kind: kindOf(input, choices), value, ticked }, input);
}

function kindOf(input: Input, choices: Choice[] | undefined): Field['kind'] {
  if (input.list) return 'choices';
  return choices || input.reference ? 'choice' : 'text';
}
