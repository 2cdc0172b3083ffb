import type { ModalView } from '@slack/types';
import { confirmShown } from '../../commands/confirm-shown.ts';
import type { Command } from '../../commands/declare.ts';
import { inputsOf } from '../../commands/declared.ts';
import { execute, type Outcome } from '../../commands/execute.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import type { MemberActor } from '../../core/actor.ts';
import type { Document, Question } from '../../core/document.ts';
import { formOf } from '../form.ts';
import { formModal } from './modals.ts';
import { actorOf, type Caller, type People } from './people.ts';
import { type Press, press } from './press.ts';
import { retract } from './retract.ts';

/** Where a person waits for an answer. */
export interface Place {
  show(document: Document): Promise<void>;
  /** `yes` is what the button of the yes carries. */
  ask(question: Question, yes: string): Promise<void>;
  form(view: ModalView): Promise<void>;
}

/** What became of a request, and who asked. Without an actor nothing was asked. */
export interface Performed {
  command: Command;
  actor: MemberActor | undefined;
  outcome: Outcome;
}

/** Asks what was typed, pressed or sent, as the person who did. Never throws. */
export async function perform(
  command: Command,
  pressed: Press,
  caller: Caller,
  people: People,
): Promise<Performed> {
  const { deps } = people;
  let actor: MemberActor | undefined;
  try {
    actor = await actorOf(caller, command, people);
    const outcome = await execute(command, pressed.input, actor, deps, pressed.confirmed);
    if (outcome.kind === 'done' && command.effect !== 'read') void people.homes.refresh(caller, people);
    return { command, actor, outcome };
  } catch (thrown) {
    return { command, actor, outcome: { kind: 'refused', error: refusalOf(thrown, deps) } };
  }
}

/** Asks, and answers where the person waits. What is missing opens a form. */
export async function converse(pressed: Press, caller: Caller, place: Place, people: People): Promise<void> {
  const command = commandNamed(pressed.command, people.deps);
  const { actor, outcome } = await perform(command, pressed, caller, people);
  switch (outcome.kind) {
    case 'confirm':
      return place.ask(outcome.question, press({ ...pressed, confirmed: true }));
    case 'refused':
      if (outcome.error.code === 'missing_input' && actor) {
        const missed = Object.keys(outcome.error.fields);
        const form = await formOf(command, asText(pressed.input), { missed }, actor, people.deps);
        // Of what can be left out elsewhere it has to be said why it is asked for here.
        const isUnusual = inputsOf(command).some(
          ({ name, required, asked }) => missed.includes(name) && !required && !asked,
        );
        return place.form(formModal(form, isUnusual ? outcome.error.text : undefined));
      }
      return place.show({ text: outcome.error.text });
    case 'done':
      return showOrRetract({ command, actor, outcome }, caller, place, people);
  }
}

async function showOrRetract(
  done: Performed & { outcome: { kind: 'done' } },
  caller: Caller,
  place: Pick<Place, 'show'>,
  people: People,
): Promise<void> {
  const { command, actor, outcome } = done;
  const { output, document } = outcome;
  try {
    await place.show(document);
  } catch (error) {
    if (!actor || !document.secret) throw error;
    return retract(done, actor, caller, people);
  }
  if (actor && document.secret) await confirmShown(command, output, actor, people.deps);
}

export const asText = (input: Press['input']): Record<string, string> =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]));
