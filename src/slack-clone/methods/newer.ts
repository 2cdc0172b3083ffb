import { z } from 'zod';
import { pageSize, timestamp } from '../api/argument.ts';
import { defineMethod } from '../api/method.ts';
import { demandFamily, visiblePlace } from '../conversations/channel.ts';
import { showMessages } from '../conversations/show.ts';
import * as messages from '../store/messages.ts';
import { CLIENT } from './client.ts';

/**
 * The messages after this one, the oldest first. The history begins at its newest end; this is for who reads on from
 * somewhere in the middle, as from a message that was searched for.
 */
export const clientNewer = defineMethod({
  name: 'client.newer',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({ channel: z.string(), ts: timestamp, limit: pageSize.default(50) }),
  async run({ workspace, caller }, { channel: name, ts, limit }) {
    const channel = await visiblePlace(workspace, caller, name);
    demandFamily(caller, channel.kind, 'history');
    const rows = await messages.newer(workspace.db, channel.id, ts, limit + 1);
    return {
      messages: await showMessages(workspace, rows.slice(0, limit), { viewer: caller.userId }),
      has_more: rows.length > limit,
    };
  },
});
