import type { View } from '../protocol.ts';
import type { OpenView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { interactive } from './block.ts';
import { type StateValues, stateOf } from './state.ts';

/** A view as the Web API and the app's own payloads give it back. */
export function viewForApp(workspace: Workspace, view: OpenView, botId: string, given: StateValues = {}) {
  const { content } = view;
  return {
    id: view.id,
    team_id: workspace.team.id,
    type: content.type,
    blocks: content.blocks,
    private_metadata: content.private_metadata,
    callback_id: content.callback_id,
    state: { values: stateOf(interactive(content.blocks), given) },
    hash: view.hash,
    title: content.type === 'modal' ? content.title : { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: content.type === 'modal' && content.clear_on_close,
    notify_on_close: content.type === 'modal' && content.notify_on_close,
    close: content.type === 'modal' ? (content.close ?? null) : null,
    submit: content.type === 'modal' ? (content.submit ?? null) : null,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: view.appId,
    external_id: content.external_id,
    app_installed_team_id: workspace.team.id,
    bot_id: botId,
  };
}

/** A view as a person's client gets it: what the app keeps for itself (`private_metadata`, `callback_id`) stays out. */
export function viewForPerson(view: OpenView): View {
  const { content } = view;
  const shown = {
    id: view.id,
    type: content.type,
    hash: view.hash,
    app_id: view.appId,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    blocks: content.blocks,
    notify_on_close: content.type === 'modal' && content.notify_on_close,
  };
  if (content.type === 'home') return shown;
  return {
    ...shown,
    title: content.title,
    submit: content.submit ?? null,
    close: content.close ?? null,
    clear_on_close: content.clear_on_close,
  };
}
