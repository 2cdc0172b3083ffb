import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { visiblePlace } from '../conversations/channel.ts';
import { findItem, itemFields } from '../conversations/item.ts';
import { addPin, removePin, shownPins } from '../conversations/pin.ts';

const READ = { bot: ['pins:read'], user: ['pins:read'] };
const WRITE = { bot: ['pins:write'], user: ['pins:write'] };

const pinned = z.object({ ...itemFields, channel: z.string() });

export const pinsAdd = defineMethod({
  name: 'pins.add',
  tier: 't2',
  scopes: WRITE,
  input: pinned,
  async run(call, item) {
    await addPin(call, await findItem(call, item, true));
    return {};
  },
});

/** Whoever is in the channel may take off what another one has pinned. */
export const pinsRemove = defineMethod({
  name: 'pins.remove',
  tier: 't2',
  scopes: WRITE,
  input: pinned,
  async run(call, item) {
    await removePin(call, await findItem(call, item, true));
    return {};
  },
});

/** The newest first, and all of them: a channel has a hundred at most. */
export const pinsList = defineMethod({
  name: 'pins.list',
  tier: 't2',
  scopes: READ,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: name }) {
    const channel = await visiblePlace(workspace, caller, name);
    if (channel.is_member !== true && caller.kind === 'bot') throw new SlackError('channel_not_found');
    return { items: await shownPins(workspace, channel.id) };
  },
});
