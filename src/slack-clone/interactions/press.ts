import { type Caller, windowOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import type { Placed } from '../blocks/block.ts';
import type { Option } from '../blocks/composition.ts';
import type { Element } from '../blocks/element.ts';
import { fieldOf, type StateValue, type StateValues } from '../blocks/state.ts';
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
  const { app, view, message } = surface;
  const window = windowOf(caller);
  const trigger = { appId: app.id, userId: caller.userId, window, viewId: view?.id ?? null };
  await deliverPayload(workspace, app, {
    ...payloadOf(workspace, app, caller, 'block_actions'),
    ...surface.fields,
    trigger_id: workspace.triggers.make(trigger),
    ...(message && { response_url: await responseUrl(workspace, caller, surface, message) }),
    actions: [{ ...doneTo(placed, action), action_ts: workspace.stamps.next() }],
  });
}

/** What was just chosen stands in the state too, though the client may have read that from before the choice. */
function withChosen(state: StateValues, { block_id, action_id, ...chosen }: Pressed['action']): StateValues {
  const inBlock = state[block_id];
  return { ...state, [block_id]: { ...inBlock, [action_id]: { ...inBlock?.[action_id], ...chosen } } };
}

/** The element is told from what the app itself sent; only what was chosen comes from the person's client. */
function doneTo({ blockId, element }: Placed, action: Pressed['action']): Record<string, unknown> {
  const { type, action_id, confirm } = element;
  const common = { type, action_id, block_id: blockId, ...(confirm && { confirm }) };
  if (element.type === 'button') {
    const { text, value, style, url } = element;
    return {
      ...common,
      text,
      ...(value !== undefined && { value }),
      ...(style && { style }),
      ...(url && { url }),
    };
  }
  const field = element.type === 'overflow' ? 'selected_option' : fieldOf(element);
  const chosen = field === undefined ? undefined : action[field];
  if (field === undefined || chosen === undefined) return common;
  const offered = optionsOf(element);
  if (offered && !isAmong(offered, chosen)) {
    throw SlackError.explained('invalid_arguments', [
      `is not among the options [json-pointer:/action/${field}]`,
    ]);
  }
  return { ...common, [field]: chosen };
}

/** Undefined if the choices are in groups, or not the app's to list. */
function optionsOf(element: Element): Option[] | undefined {
  const { type } = element;
  const listed = type === 'overflow' || type === 'checkboxes' || type === 'radio_buttons';
  if (listed || type === 'static_select' || type === 'multi_static_select') return element.options;
  return undefined;
}

/** For several choices at once, each of them. */
function isAmong(options: Option[], chosen: unknown): boolean {
  const values = (Array.isArray(chosen) ? chosen : [chosen]).map((option: unknown) =>
    typeof option === 'object' && option !== null && 'value' in option ? option.value : undefined,
  );
  return values.every((value) => options.some((option) => option.value === value));
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
