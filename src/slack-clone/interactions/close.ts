import type { Caller } from '../api/caller.ts';
import { viewForApp } from '../blocks/shown-view.ts';
import type { Workspace } from '../workspace.ts';
import { deliverPayload } from './deliver.ts';
import { payloadOf } from './payload.ts';
import { appOf, findOwnModal } from './surface.ts';

/** The person closed a view, or with `clear` the whole stack. The app hears of it if it asked to. */
export async function closeView(
  workspace: Workspace,
  caller: Caller,
  viewId: string,
  clear: boolean,
): Promise<void> {
  const { views } = workspace;
  const view = findOwnModal(workspace, caller, viewId);
  const { content } = view;
  // Closed first, told later: the person's screen does not wait for the app.
  const cleared = clear || content.clear_on_close;
  if (cleared) views.clear(view);
  else views.close(view);
  if (!content.notify_on_close) return;
  const app = await appOf(workspace, view.appId);
  await deliverPayload(workspace, app, {
    ...payloadOf(workspace, app, caller, 'view_closed'),
    view: viewForApp(workspace, view, app.bot_id),
    is_cleared: cleared,
  });
}
