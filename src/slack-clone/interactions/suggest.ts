import type { z } from 'zod';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { type Option, type OptionGroup, Options } from '../blocks/composition.ts';
import type { StateValues } from '../blocks/state.ts';
import type { Container } from '../protocol.ts';
import type { Workspace } from '../workspace.ts';
import { deliverPayload } from './deliver.ts';
import { payloadOf } from './payload.ts';
import { findElement, findSurface } from './surface.ts';

interface Query {
  container: Container;
  block_id: string;
  action_id: string;
  value: string;
  state: StateValues;
}

/** What an external select offers: all choices, and the groups that they came in, if they did. */
interface Offered {
  options: Option[];
  option_groups?: z.infer<typeof OptionGroup>[];
}

/** Asks the app what an external select offers for what was typed so far. */
export async function suggest(workspace: Workspace, caller: Caller, query: Query): Promise<Offered> {
  const surface = await findSurface(workspace, caller, query.container, query.state);
  const { element } = findElement(surface, query.block_id, query.action_id);
  if (element.type !== 'external_select' && element.type !== 'multi_external_select') {
    throw SlackError.explained('invalid_arguments', ['is no external select [json-pointer:/action_id]']);
  }
  const { app } = surface;
  const payload = {
    ...payloadOf(workspace, app, caller, 'block_suggestion'),
    ...surface.fields,
    block_id: query.block_id,
    action_id: query.action_id,
    value: query.value,
  };
  const acknowledged = await deliverPayload(workspace, app, payload, app.manifest.optionsUrl);
  // Options that break Slack's limits would be shown by nobody, so they are no acknowledgement.
  const parsed = Options.safeParse(acknowledged.kind === 'json' ? acknowledged.json : undefined);
  if (!parsed.success) throw new SlackError('dispatch_failed');
  if ('options' in parsed.data) return parsed.data;
  const { option_groups } = parsed.data;
  return { options: option_groups.flatMap((group) => group.options), option_groups };
}
