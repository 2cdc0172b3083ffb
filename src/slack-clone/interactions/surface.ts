import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { interactive, type Placed } from '../blocks/block.ts';
import { viewForApp } from '../blocks/shown-view.ts';
import { type StateValues, stateOf } from '../blocks/state.ts';
import { allBlocks } from '../conversations/attachments.ts';
import { visibleChannel } from '../conversations/channel.ts';
import { shownMessage } from '../conversations/message.ts';
import type { Container } from '../protocol.ts';
import { type AppRow, find as findApp } from '../store/apps.ts';
import * as messages from '../store/messages.ts';
import { nameForApps } from './channel-name.ts';
import { isModal, type OpenModal, type OpenView } from '../views.ts';
import type { Workspace } from '../workspace.ts';

/** Where something was pressed: what the app is told of it, and what can be pressed there. */
export interface Surface {
  app: AppRow;
  elements: Placed[];
  /** `container`, and `view` or `message`, `channel` and `state`. */
  fields: Record<string, unknown>;
  view: OpenView | null;
  /** Null in a view: there is no message to answer to. */
  message: { channel: string; ts: string; ephemeral: boolean } | null;
}

/** @throws channel_not_found, message_not_found or not_found, also for what is somebody else's */
export async function findSurface(
  workspace: Workspace,
  caller: Caller,
  container: Container,
  state: StateValues,
): Promise<Surface> {
  if (container.type === 'view') return inView(workspace, caller, container.view_id, state);
  const { channel: id, message_ts: ts } = container;
  const channel = await visibleChannel(workspace, caller, id);
  const shown = { id: channel.id, name: nameForApps(channel) };
  // An ephemeral and a message cannot have the same timestamp: both take theirs from one sequence.
  const ephemeral = workspace.ephemerals.find(ts);
  if (ephemeral?.channel === id && ephemeral.userId === caller.userId) {
    return {
      app: await appOf(workspace, ephemeral.appId),
      elements: ephemeral.elements,
      fields: {
        container: containerOf(id, ts, true),
        channel: shown,
        state: { values: stateOf(ephemeral.elements, state) },
      },
      view: null,
      message: { channel: id, ts, ephemeral: true },
    };
  }
  return inMessage(workspace, shown, ts, state);
}

/** From the database, so that buttons of old messages work after a restart. */
async function inMessage(
  workspace: Workspace,
  channel: { id: string; name: string },
  ts: string,
  state: StateValues,
): Promise<Surface> {
  const message = await messages.find(workspace.db, channel.id, ts);
  if (!message) throw new SlackError('message_not_found');
  const elements = interactive(allBlocks(message));
  return {
    app: await appOf(workspace, message.app_id),
    elements,
    fields: {
      container: {
        ...containerOf(channel.id, ts, false),
        ...(message.thread_ts !== null && { thread_ts: message.thread_ts }),
      },
      channel,
      message: shownMessage(message, workspace.team.id),
      state: { values: stateOf(elements, state) },
    },
    view: null,
    message: { channel: channel.id, ts, ephemeral: false },
  };
}

/** A view has no channel: what its elements do is told with the whole view. */
async function inView(
  workspace: Workspace,
  caller: Caller,
  viewId: string,
  state: StateValues,
): Promise<Surface> {
  const view = findOwnView(workspace, caller, viewId);
  const app = await appOf(workspace, view.appId);
  const shown = viewForApp(workspace, view, app.bot_id, state);
  return {
    app,
    elements: interactive(view.content.blocks),
    fields: { container: { type: 'view', view_id: view.id }, view: shown },
    view,
    message: null,
  };
}

/**
 * Nobody acts in somebody else's view. It goes with whoever acts in it: a window that had to sign in anew is another
 * one from here, and still shows its view.
 */
function findOwnView(workspace: Workspace, caller: Caller, viewId: string): OpenView {
  const view = workspace.views.find(viewId);
  if (view?.userId !== caller.userId) throw new SlackError('not_found');
  if (isModal(view)) view.window = windowOf(caller);
  return view;
}

/** What can be sent or closed: a home tab cannot. */
export function findOwnModal(workspace: Workspace, caller: Caller, viewId: string): OpenModal {
  const view = findOwnView(workspace, caller, viewId);
  if (!isModal(view)) throw new SlackError('not_found');
  return view;
}

/** A message without an app is a person's, and nothing on it can be pressed. */
export async function appOf(workspace: Workspace, appId: string | null): Promise<AppRow> {
  const app = appId === null ? undefined : await findApp(workspace.db, appId);
  if (!app) throw new SlackError('dispatch_failed');
  return app;
}

/** What was pressed must stand there. */
export function findElement(surface: Surface, blockId: string, actionId: string): Placed {
  const found = surface.elements.find(
    (each) => each.blockId === blockId && each.element.action_id === actionId,
  );
  if (!found)
    throw SlackError.explained('invalid_arguments', ['no such element [json-pointer:/action/action_id]']);
  return found;
}

/** As Slack tells where a message's element stands. */
function containerOf(channel: string, ts: string, ephemeral: boolean) {
  return { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: ephemeral };
}
