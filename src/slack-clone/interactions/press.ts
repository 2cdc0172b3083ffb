import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { actionOf } from '../blocks/action.ts';
import type { StateValue, StateValues } from '../blocks/state.ts';
import { makeResponseUrl } from '../conversations/response-url.ts';
import type { Container } from '../protocol.ts';
import type { Workspace } from '../workspace.ts';
import { deliverPayload } from './deliver.ts';
import { payloadOf } from './payload.ts';
import { findElement, findSurface, type Surface } from './surface.ts';

/** What a person's client says was done, and to which element. */
export interface Pressed {
  container: Container;
  action: StateValue & { block_id: string; action_id: string };
  state: StateValues;
}

/** A press or a choice, told to the app that owns the element. */
export async function press(
  workspace: Workspace,
  caller: Caller,
  { container, action, state }: Pressed,
): Promise<void> {
  const surface = await findSurface(workspace, caller, container, withChosen(state, action));
  const placed = findElement(surface, action.block_id, action.action_id);
  // Slack's own clients keep such an input to themselves until the form is sent.
  if (!placed.tells) {
    throw SlackError.explained('invalid_arguments', [
      'is an input without dispatch_action [json-pointer:/action/action_id]',
    ]);
  }
  const { app, view, message } = surface;
  const window = windowOf(caller);
  const channelId = message?.channel ?? view?.channelId ?? null;
  const trigger = { appId: app.id, userId: caller.userId, window, viewId: view?.id ?? null, channelId };
  await deliverPayload(workspace, app, {
    ...payloadOf(workspace, app, caller, 'block_actions'),
    ...surface.fields,
    trigger_id: workspace.triggers.make(trigger),
    ...(message && { response_url: await responseUrl(workspace, caller, surface, message) }),
    actions: [{ ...actionOf(placed, action), action_ts: workspace.stamps.next() }],
  });
}

/** What was just chosen stands in the state too, though the client may have read that from before the choice. */
function withChosen(state: StateValues, { block_id, action_id, ...chosen }: Pressed['action']): StateValues {
  const inBlock = state[block_id];
  return { ...state, [block_id]: { ...inBlock, [action_id]: { ...inBlock?.[action_id], ...chosen } } };
}

async function responseUrl(
  workspace: Workspace,
  caller: Caller,
  { app }: Surface,
  { channel, ts, ephemeral }: { channel: string; ts: string; ephemeral: boolean },
): Promise<string> {
  const original = { ts, ephemeral };
  return makeResponseUrl(workspace, 'actions', {
    app,
    userId: caller.userId,
    window: windowOf(caller),
    channel,
    original,
  });
}
