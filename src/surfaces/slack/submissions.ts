import { setTimeout as sleep } from 'node:timers/promises';
import type { App, SlackViewAction, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { showsSecret } from '../../commands/declare.ts';
import type { AppError } from '../../core/errors.ts';
import { asText, type Performed, perform } from './conversation.ts';
import { answerModal, questionModal, waitingModal } from './modals.ts';
import { type Caller, callerOf, type People } from './people.ts';
import { type Press, press, readPress } from './press.ts';
import { retract } from './retract.ts';
import { unmarked } from './text.ts';

/** How long a modal is kept waiting for its acknowledgement; Slack gives up after 3 s. */
const BUDGET_MS = 2000;

/** Modals remembered as sent; a view lives half an hour at most. */
const REMEMBERED = 10_000;

/** Modals that are sent: run within the budget, then acknowledged with errors or with what to show. */
export function listenToSubmissions(app: App, people: People): void {
  const sent = new Set<string>();
  app.view(/^(form|question)$/, async ({ ack, body, view }) => {
    const key = `${view.id} ${view.hash}`;
    // Two clicks a few milliseconds apart are one.
    if (sent.has(key)) return ack({ response_action: 'errors', errors: sentBefore(view) });
    remember(sent, key);
    const submission = submissionOf(body, view);
    const work = perform(submission.pressed, submission.caller, people);
    const inTime = await Promise.race([work, tooLate()]);
    if (!inTime) {
      await ack({ response_action: 'update', view: waitingModal(headingOf(view)) });
      return finish(await work, submission, view.id, people);
    }
    const errors = errorsUnder(view, inTime);
    if (errors) {
      sent.delete(key);
      return ack({ response_action: 'errors', errors });
    }
    if (!holdsSecret(inTime)) return ack(updateWith(inTime, submission.pressed));
    // No secret in an acknowledgement: it is put in afterwards.
    await ack({ response_action: 'update', view: waitingModal(headingOf(view)) });
    return finish(inTime, submission, view.id, people);
  });
}

interface Submission {
  pressed: Press;
  caller: Caller;
}

function submissionOf(body: SlackViewAction, view: ViewOutput): Submission {
  const { command, input } = readPress(view.private_metadata);
  const confirmed = view.callback_id === 'question';
  return { pressed: { command, input: { ...input, ...answersIn(view) }, confirmed }, caller: callerOf(body) };
}

/** What stands in the fields. An empty one is not given, but for a choice of several: none of them is an answer. */
function answersIn(view: ViewOutput): Record<string, string> {
  const answers = Object.entries(view.state.values).map(([name, { [name]: answer }]) => {
    const several = answer?.selected_options?.map(({ value }) => value).join(' ');
    return [name, several ?? answer?.selected_option?.value ?? (answer?.value || undefined)] as const;
  });
  return Object.fromEntries(answers.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

async function finish(
  performed: Performed,
  { pressed, caller }: Submission,
  view_id: string,
  people: People,
) {
  try {
    await people.client.views.update({ view_id, view: modalOf(performed, pressed) });
  } catch (error) {
    if (!holdsSecret(performed) || !performed.actor) throw error;
    await retract(performed.outcome.output, performed.actor, caller, people);
  }
}

function updateWith(performed: Performed, pressed: Press): ViewResponseAction {
  return { response_action: 'update', view: modalOf(performed, pressed) };
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

/** The sentences of a refusal under their fields; undefined when it belongs under none of this modal's. */
function errorsUnder(view: ViewOutput, { outcome }: Performed): Record<string, string> | undefined {
  if (outcome.kind !== 'refused') return undefined;
  const errors = fieldErrors(outcome.error).filter(([name]) => name in view.state.values);
  return errors.length > 0 ? Object.fromEntries(errors) : undefined;
}

const fieldErrors = ({ fields }: AppError): [string, string][] =>
  Object.entries(fields).map(([name, text]) => [name, unmarked(text)]);

function sentBefore(view: ViewOutput): Record<string, string> {
  const [first = ''] = Object.keys(view.state.values);
  return { [first]: 'This was sent already; its answer is on the way.' };
}

function holdsSecret(performed: Performed): performed is Performed & { outcome: { kind: 'done' } } {
  return performed.outcome.kind === 'done' && showsSecret(performed.command);
}

const headingOf = (view: ViewOutput): string => view.title.text;

async function tooLate(): Promise<undefined> {
  await sleep(BUDGET_MS, undefined, { ref: false });
}

function remember(sent: Set<string>, key: string): void {
  const [oldest] = sent;
  if (sent.size >= REMEMBERED && oldest !== undefined) sent.delete(oldest);
  sent.add(key);
}
