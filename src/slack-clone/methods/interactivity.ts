import { z } from 'zod';
import { flag, structured, timestamp } from '../api/argument.ts';
import { defineMethod } from '../api/method.ts';
import { StateValue, StateValues } from '../blocks/state.ts';
import { closeView } from '../interactions/close.ts';
import { press } from '../interactions/press.ts';
import { submit } from '../interactions/submit.ts';
import { suggest } from '../interactions/suggest.ts';
import { CLIENT } from './client.ts';

const Container = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), channel: z.string(), message_ts: timestamp }),
  z.object({ type: z.literal('view'), view_id: z.string() }),
]);

const State = z.object({ values: StateValues.default({}) });

export const blocksActions = defineMethod({
  name: 'blocks.actions',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({
    container: structured(Container),
    action: structured(StateValue.extend({ block_id: z.string(), action_id: z.string() })),
    state: structured(State).prefault({}),
  }),
  async run({ workspace, caller }, { container, action, state }) {
    await press(workspace, caller, { container, action, state: state.values });
    return {};
  },
});

export const blocksSuggest = defineMethod({
  name: 'blocks.suggest',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({
    container: structured(Container),
    block_id: z.string(),
    action_id: z.string(),
    value: z.string().default(''),
    state: structured(State).prefault({}),
  }),
  async run({ workspace, caller }, { state, ...query }) {
    return { ...(await suggest(workspace, caller, { ...query, state: state.values })) };
  },
});

/** The one answer that says more than `ok`: what the modal is to do now. */
export const viewsSubmit = defineMethod({
  name: 'views.submit',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({ view_id: z.string(), state: structured(State).prefault({}) }),
  async run({ workspace, caller }, { view_id, state }) {
    return { ...(await submit(workspace, caller, view_id, state.values)) };
  },
});

export const viewsClose = defineMethod({
  name: 'views.close',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({ view_id: z.string(), clear: flag.default(false) }),
  async run({ workspace, caller }, { view_id, clear }) {
    await closeView(workspace, caller, view_id, clear);
    return {};
  },
});
