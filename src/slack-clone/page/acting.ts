/** Presses, chooses, submits and closes, on behalf of whoever is at the page. */
import type {
  BlocksActions,
  BlocksSuggest,
  Submitted,
  Suggestions,
  View,
  ViewsClose,
  ViewsSubmit,
} from '../protocol.ts';
import { everyBlock, type Answers } from './answers.ts';
import type { Choice } from './blocks/picking.ts';
import type { Desk } from './desk.ts';
import { explain, type Failure } from './failure.ts';

/** A sentence when it failed, null when the app has taken it. */
export async function act(desk: Desk, action: BlocksActions): Promise<string | null> {
  const answer = await desk.ask<{ ok: true }>('blocks.actions', action);
  return answer.ok || answer.error === 'switched' ? null : explain(answer);
}

export async function suggest(desk: Desk, question: BlocksSuggest): Promise<Choice[] | string> {
  const answer = await desk.ask<Suggestions>('blocks.suggest', question);
  if (!answer.ok) return explain(answer);
  const { options, option_groups: groups } = answer;
  if (!groups) return options.map((option) => ({ option, group: '' }));
  return groups.flatMap(({ label, options: inGroup }) =>
    inGroup.map((option) => ({ option, group: label.text })),
  );
}

/** What stands under the fields, or above the buttons when it is about the whole; nothing when the app has taken it. */
export interface Rejection {
  fields: Record<string, string>;
  whole: string | null;
}

export async function submitView(desk: Desk, view: View, answers: Answers): Promise<Rejection | null> {
  const question: ViewsSubmit = { view_id: view.id, state: { values: answers } };
  const answer = await desk.ask<Submitted>('views.submit', question);
  if (!answer.ok) return answer.error === 'switched' ? null : { fields: {}, whole: rejected(answer) };
  const { store } = desk;
  switch (answer.response_action) {
    case 'errors':
      return rejection(view, answer.errors ?? {});
    case 'update':
    case 'push':
      if (answer.view) {
        store.change({ type: 'view shown', view: answer.view, push: answer.response_action === 'push' });
      }
      return null;
    case 'clear':
      store.change({ type: 'view closed', id: view.id, all: true });
      return null;
    case undefined:
    default:
      store.change({ type: 'view closed', id: view.id, all: false });
      return null;
  }
}

const rejected = (failure: Failure): string =>
  failure.error === 'dispatch_failed'
    ? 'The app did not take this. What you typed is still here: try again, or look at the terminal where it runs.'
    : explain(failure);

/** An error that names no field of this view is still told. */
function rejection(view: View, errors: Record<string, string>): Rejection {
  const blocks = new Set(everyBlock(view.blocks).map(({ block_id }) => block_id));
  const lost = Object.entries(errors).filter(([block]) => !blocks.has(block));
  return { fields: errors, whole: lost.map(([, sentence]) => sentence).join(' ') || null };
}

export function closeView(desk: Desk, view: View, all: boolean): void {
  desk.store.change({ type: 'view closed', id: view.id, all });
  const question: ViewsClose = { view_id: view.id, ...(all ? { clear: true } : {}) };
  void desk.ask<{ ok: true }>('views.close', question);
}
