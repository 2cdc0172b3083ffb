import { z } from 'zod';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { faults } from '../blocks/fault.ts';
import { viewForApp, viewForPerson } from '../blocks/shown-view.ts';
import type { StateValues } from '../blocks/state.ts';
import { readView } from '../blocks/view.ts';
import type { Submitted } from '../protocol.ts';
import type { OpenView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { deliverPayload } from './deliver.ts';
import { payloadOf } from './payload.ts';
import { appOf, findOwnModal } from './surface.ts';

/** What an app may answer to a submitted view. */
const Reaction = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
]);

type Reaction = z.infer<typeof Reaction>;

/** Checks the fields as Slack's own clients do, then asks the app. */
export async function submit(
  workspace: Workspace,
  caller: Caller,
  viewId: string,
  state: StateValues,
): Promise<Submitted> {
  const view = findOwnModal(workspace, caller, viewId);
  const errors = faults(view.content.blocks, state);
  if (Object.keys(errors).length > 0) return { ok: true, response_action: 'errors', errors };
  const app = await appOf(workspace, view.appId);
  const acknowledged = await deliverPayload(workspace, app, {
    ...payloadOf(workspace, app, caller, 'view_submission'),
    trigger_id: workspace.triggers.make({ appId: app.id, userId: caller.userId, viewId: view.id }),
    view: viewForApp(workspace, view, app.bot_id, state),
    response_urls: [],
  });
  // Slack takes an empty body or JSON here; words have nowhere to be shown.
  if (acknowledged.kind === 'text') throw new SlackError('dispatch_failed');
  const json = acknowledged.kind === 'json' ? acknowledged.json : {};
  if (Object.keys(json).length === 0) return close(workspace, caller, view);
  const reaction = Reaction.safeParse(json);
  if (!reaction.success) throw new SlackError('dispatch_failed');
  return react(workspace, caller, view, reaction.data);
}

/** The window that submitted has its answer; the person's other windows are told by the event stream. */
function react(workspace: Workspace, caller: Caller, view: OpenView, reaction: Reaction): Submitted {
  const { views, events, random } = workspace;
  const window = caller.tokenHash.toString('hex');
  const { response_action } = reaction;
  if (response_action === 'errors')
    return { ok: true, response_action, errors: knownErrors(view, reaction.errors) };
  if (response_action === 'clear') {
    views.clear(view);
    events.tell([caller.userId], { type: 'view_closed', view_id: view.rootId }, window);
    return { ok: true, response_action };
  }
  const content = readView(reaction.view, 'modal', random);
  const pushes = response_action === 'push';
  const shown = viewForPerson(pushes ? views.push(view, content) : views.update(view, content));
  events.tell([caller.userId], { type: pushes ? 'view_pushed' : 'view_updated', view: shown }, window);
  return { ok: true, response_action, view: shown };
}

/** What the app says nothing to closes, and shows what lay under it. */
function close(workspace: Workspace, caller: Caller, view: OpenView): Submitted {
  workspace.views.close(view);
  const window = caller.tokenHash.toString('hex');
  workspace.events.tell([caller.userId], { type: 'view_closed', view_id: view.id }, window);
  return { ok: true };
}

/** An error can only stand under an input of the view; Slack refuses others, and the person would see none of them. */
function knownErrors(view: OpenView, errors: Record<string, string>): Record<string, string> {
  const inputs = new Set(
    view.content.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id),
  );
  const known = Object.keys(errors).every((blockId) => inputs.has(blockId));
  if (!known || Object.keys(errors).length === 0) throw new SlackError('dispatch_failed');
  return errors;
}
