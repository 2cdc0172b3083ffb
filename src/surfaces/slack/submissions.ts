import { setTimeout as sleep } from 'node:timers/promises';
import type { App, SlackViewAction, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { confirmShown } from '../../commands/confirm-shown.ts';
import type { Command } from '../../commands/declare.ts';
import { inputsOf } from '../../commands/declared.ts';
import { refusalOf } from '../../commands/refusal.ts';
import { commandNamed } from '../../commands/unknown-command.ts';
import { formOf } from '../form.ts';
import { formIn, type Returned } from './answers.ts';
import { asText, type Performed, perform } from './conversation.ts';
import { answerModal, formModal, questionModal, waitingModal } from './modals.ts';
import { type Caller, callerOf, type Everybody, type People } from './people.ts';
import { type Press, press } from './press.ts';
import { retract } from './retract.ts';
import { bare } from './text.ts';

/** How long a modal is kept waiting for its acknowledgement; Slack gives up after 3 s. */
const BUDGET_MS = 2000;

/** Modals remembered as sent; a view lives half an hour at most. */
const REMEMBERED = 10_000;

/** Modals that were sent; those without fields with what became of it, unless that holds a secret. */
type Sent = Map<string, Promise<Performed | undefined> | undefined>;

/** Modals that are sent: run within the budget, then acknowledged with errors or with what to show. */
export function listenToSubmissions(app: App, everybody: Everybody): void {
  const sent: Sent = new Map();
  app.view(/^(form|question)$/, async ({ ack, body, view, context }) => {
    const people = await everybody.of(context);
    const key = `${people.teamId} ${view.id} ${view.hash}`;
    const submission = submissionOf(body, view, people);
    // Two clicks a few milliseconds apart are one.
    if (sent.has(key)) return ack(await repeated(view, sent.get(key), submission.pressed));
    // One that is gone is thrown here, before there is work that somebody has to wait for.
    const command = commandNamed(submission.pressed.command, people.deps);
    const work = perform(command, answered(command, submission.pressed), submission.caller, people);
    remember(sent, key, view.callback_id === 'question' ? withoutSecret(work) : undefined);
    const inTime = await Promise.race([work, tooLate()]);
    const again = inTime && (await askAgain(inTime, submission, people));
    if (again) {
      sent.delete(key);
      return ack(again);
    }
    // Where Slack had given up on it, or its line broke, the modal stands as it was.
    const isAcknowledged = await ack(updateWith(inTime, submission.pressed, view)).then(
      () => true,
      (error: unknown) => {
        people.deps.log.warn(`Slack: too late for an answer: ${String(error)}`);
        return false;
      },
    );
    // No secret in an acknowledgement: it is put in afterwards, and revoked where it cannot be.
    if (isAcknowledged && inTime && !holdsSecret(inTime)) return undefined;
    await finish(await work, submission, view.id, people);
  });
}

/** For the second click: a sentence under the first field, or where there is none, the answer that the first one got. */
async function repeated(
  view: ViewOutput,
  before: Promise<Performed | undefined> | undefined,
  pressed: Press,
): Promise<ViewResponseAction> {
  const [first] = Object.keys(view.state.values);
  if (first !== undefined) {
    const errors = { [first]: 'This was sent already; its answer is on the way.' };
    return { response_action: 'errors', errors };
  }
  const inTime = await Promise.race([before, tooLate()]);
  return updateWith(inTime, pressed, view);
}

interface Submission {
  pressed: Press;
  caller: Caller;
  /** The blocks in which each input was asked for. */
  blocks: Returned['blocks'];
}

function submissionOf(body: SlackViewAction, view: ViewOutput, { deps }: People): Submission {
  const { pressed, answers: input, blocks } = formIn(view, deps);
  const confirmed = view.callback_id === 'question';
  return { pressed: { ...pressed, input, confirmed }, caller: callerOf(body), blocks };
}

/** Whoever left a field of the form empty was asked for it. */
function answered(command: Command, pressed: Press): Press {
  const asked = inputsOf(command).filter((input) => input.asked);
  return {
    ...pressed,
    input: { ...Object.fromEntries(asked.map(({ name }) => [name, ''])), ...pressed.input },
  };
}

async function finish(
  performed: Performed,
  { pressed, caller }: Submission,
  view_id: string,
  people: People,
): Promise<void> {
  try {
    await people.client.views.update({ view_id, view: modalOf(performed, pressed) });
  } catch (error) {
    if (!holdsSecret(performed) || !performed.actor) throw error;
    return retract(performed, performed.actor, caller, people);
  }
  if (holdsSecret(performed) && performed.actor)
    await confirmShown(performed.command, performed.outcome.output, performed.actor, people.deps);
}

/** What came of it, if it is known and may be in an acknowledgement. */
function updateWith(performed: Performed | undefined, pressed: Press, view: ViewOutput): ViewResponseAction {
  const waits = !performed || holdsSecret(performed);
  const shown = waits ? waitingModal(headingOf(view)) : modalOf(performed, pressed);
  return { response_action: 'update', view: shown };
}

function modalOf({ command, outcome }: Performed, pressed: Press): ModalView {
  switch (outcome.kind) {
    case 'done':
      return answerModal(command.title, outcome.document);
    case 'confirm':
      return questionModal(
        outcome.question,
        press({ ...pressed, input: asText(pressed.input), confirmed: true }),
      );
    case 'refused':
      return answerModal(command.title, { text: outcome.error.text });
  }
}

/**
 * The sentences of a refusal under their fields. What is missing and was not asked for yet is asked for now. Undefined
 * when there is nothing in this modal to be done about it.
 */
async function askAgain(
  { command, outcome, actor }: Performed,
  { pressed, blocks }: Submission,
  { deps }: People,
): Promise<ViewResponseAction | undefined> {
  if (outcome.kind !== 'refused') return undefined;
  const { fields, code } = outcome.error;
  const errors = Object.entries(fields).flatMap(([name, text]) => {
    const block = blocks.get(name);
    return block === undefined ? [] : [[block, bare(text)] as const];
  });
  if (errors.length > 0) return { response_action: 'errors', errors: Object.fromEntries(errors) };
  if (code !== 'missing_input' || !actor || blocks.size === 0) return undefined;
  try {
    const how = { isOpen: pressed.isOpen === true, missed: Object.keys(fields) };
    const form = await formOf(command, asText(pressed.input), how, actor, deps);
    return { response_action: 'update', view: formModal(form) };
  } catch (thrown) {
    // The refusal itself is shown then.
    refusalOf(thrown, deps);
    return undefined;
  }
}

function holdsSecret(performed: Performed): performed is Performed & { outcome: { kind: 'done' } } {
  return performed.outcome.kind === 'done' && performed.outcome.document.secret !== undefined;
}

const headingOf = (view: ViewOutput): string => view.title.text;

async function tooLate(): Promise<undefined> {
  await sleep(BUDGET_MS, undefined, { ref: false });
}

async function withoutSecret(work: Promise<Performed>): Promise<Performed | undefined> {
  const performed = await work;
  return holdsSecret(performed) ? undefined : performed;
}

function remember(sent: Sent, key: string, work: Promise<Performed | undefined> | undefined): void {
  const [oldest] = sent.keys();
  if (sent.size >= REMEMBERED && oldest !== undefined) sent.delete(oldest);
  sent.set(key, work);
}
