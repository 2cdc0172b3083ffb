import { z } from 'zod';
import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { everyBlock } from '../blocks/block.ts';
import { faults } from '../blocks/fault.ts';
import { viewForApp, viewForPerson } from '../blocks/shown-view.ts';
import type { StateValues } from '../blocks/state.ts';
import { readView } from '../blocks/view.ts';
import type { Submitted } from '../protocol.ts';
import type { OpenView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { deliverPayload } from './deliver.ts';
import { handOver, withFiles } from './handed.ts';
import { payloadOf } from './payload.ts';
import { responseUrls } from './response-urls.ts';
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
  sent: StateValues,
): Promise<Submitted> {
  const view = findOwnModal(workspace, caller, viewId);
  const app = await appOf(workspace, view.appId);
  const state = await withFiles(workspace, caller, view, sent);
  const errors = faults(view.content.blocks, state);
  if (Object.keys(errors).length > 0) return { ok: true, response_action: 'errors', errors };
  await handOver(workspace, app, view, state);
  const acknowledged = await deliverPayload(workspace, app, {
    ...payloadOf(workspace, app, caller, 'view_submission'),
    trigger_id: workspace.triggers.make({
      appId: app.id,
      userId: caller.userId,
      window: windowOf(caller),
      viewId: view.id,
      channelId: view.channelId,
    }),
    view: viewForApp(workspace, view, app.bot_id, state),
    response_urls: await responseUrls(workspace, caller, { app, view, state }),
  });
  // Slack takes an empty body or JSON here; words have nowhere to be shown.
  if (acknowledged.kind === 'text') throw new SlackError('dispatch_failed');
  const json = acknowledged.kind === 'json' ? acknowledged.json : {};
  if (Object.keys(json).length === 0) return close(workspace, view);
  const reaction = Reaction.safeParse(json);
  if (!reaction.success) throw new SlackError('dispatch_failed');
  return react(workspace, view, reaction.data);
}

/** The window that submitted is the only one that shows the view, and this is its answer. */
function react({ views, random }: Workspace, view: OpenView, reaction: Reaction): Submitted {
  const { response_action } = reaction;
  if (response_action === 'errors')
    return { ok: true, response_action, errors: knownErrors(view, reaction.errors) };
  if (response_action === 'clear') {
    views.clear(view);
    return { ok: true, response_action };
  }
  const content = readView(reaction.view, 'modal', random);
  const pushes = response_action === 'push';
  const shown = viewForPerson(pushes ? views.push(view, content) : views.update(view, content));
  return { ok: true, response_action, view: shown };
}

/** What the app says nothing to closes, and shows what lay under it. */
function close({ views }: Workspace, view: OpenView): Submitted {
  views.close(view);
  return { ok: true };
}

/** An error can only stand under an input of the view; Slack refuses others, and the person would see none of them. */
function knownErrors(view: OpenView, errors: Record<string, string>): Record<string, string> {
  const inputs = new Set(
    everyBlock(view.content.blocks)
      .filter(({ type }) => type === 'input')
      .map(({ block_id }) => block_id),
  );
  const known = Object.keys(errors).every((blockId) => inputs.has(blockId));
  if (!known || Object.keys(errors).length === 0) throw new SlackError('dispatch_failed');
  return errors;
}
