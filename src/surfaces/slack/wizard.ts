import type { App, BlockAction, ViewOutput } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { type WebClient, WebAPIPlatformError } from '@slack/web-api';
import { refusalOf } from '../../commands/refusal.ts';
import { formOf } from '../form.ts';
import { formIn } from './answers.ts';
import { answerModal, formModal, MORE } from './modals.ts';
import { actorOf, type Caller, callerOf, type Everybody, type People } from './people.ts';

/** Forms remembered as changed; a view lives half an hour at most. */
const REMEMBERED = 10_000;

/**
 * Answers that others come after: the form is shown anew, with what comes next. Every element of a form is named as the
 * input that it is for, in letters; the button that unfolds it comes here as well.
 */
export function listenToForms(app: App, everybody: Everybody): void {
  /** Workspace and view -> when it was changed last, as Slack's clock has it. */
  const changed = new Map<string, string>();
  app.action<BlockAction>(/^(?!keep$)[a-z_]+$/, async ({ ack, body, action, context }) => {
    await ack();
    const { view } = body;
    if (view?.callback_id !== 'form') return;
    const people = await everybody.of(context);
    const at = action.action_ts;
    const key = `${people.teamId} ${view.id}`;
    if ((changed.get(key) ?? '') > at) return;
    remember(changed, key, at);
    const next = await nextView(view, action.action_id === MORE, callerOf(body), people);
    const isLatest = (): boolean => changed.get(key) === at;
    if (isLatest()) await show(people.client, view, next, isLatest);
  });
}

/** The form as it is after this change, or why there is none. */
async function nextView(
  view: ViewOutput,
  unfolds: boolean,
  caller: Caller,
  people: People,
): Promise<ModalView> {
  const { command, pressed, answers } = formIn(view, people.deps);
  try {
    const actor = await actorOf(caller, command, people);
    const isOpen = unfolds || pressed.isOpen === true;
    return formModal(await formOf(command, answers, { isOpen }, actor, people.deps));
  } catch (thrown) {
    return answerModal(command.title, { text: refusalOf(thrown, people.deps).text });
  }
}

/**
 * Shows it unless the view has changed since. When it has, two changes have crossed: of them the later one stands, as
 * it tells all that stood in the form.
 */
async function show(
  client: WebClient,
  view: ViewOutput,
  next: ModalView,
  isLatest: () => boolean,
): Promise<void> {
  try {
    await client.views.update({ view_id: view.id, hash: view.hash, view: next });
  } catch (error) {
    const reason = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    // Closed meanwhile.
    if (reason === 'not_found') return;
    if (reason !== 'hash_conflict') throw error;
    if (isLatest()) await client.views.update({ view_id: view.id, view: next });
  }
}

function remember(changed: Map<string, string>, view: string, at: string): void {
  changed.delete(view);
  const [oldest] = changed.keys();
  if (changed.size >= REMEMBERED && oldest !== undefined) changed.delete(oldest);
  changed.set(view, at);
}
