import { z } from 'zod';
import { flag, list } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { shownChannel, visibleChannel } from '../conversations/channel.ts';
import { openDirect } from '../conversations/direct.ts';
import type { Workspace } from '../workspace.ts';

export const conversationsOpen = defineMethod({
  name: 'conversations.open',
  tier: 't3',
  scopes: {
    bot: ['channels:manage', 'groups:write', 'im:write', 'mpim:write'],
    user: ['channels:write', 'groups:write', 'im:write', 'mpim:write'],
  },
  input: z.object({
    channel: z.string().optional(),
    users: list.optional(),
    return_im: flag.default(false),
  }),
  async run({ workspace, caller }, { channel, users, return_im }) {
    const opened =
      channel === undefined ? await openWith(workspace, caller, users) : { id: channel, made: false };
    const shown = shownChannel(await visibleChannel(workspace, caller, opened.id), workspace.team.id);
    return {
      ...(!opened.made && { no_op: true, already_open: true }),
      channel: return_im ? shown : { id: shown.id },
    };
  },
});

/** A direct message is between two; one among several is not made here. */
async function openWith(workspace: Workspace, caller: Caller, users: string[] | undefined) {
  const [other, ...others] = users ?? [];
  if (other === undefined) throw new SlackError('users_list_not_supplied');
  if (others.length > 0) throw new SlackError('invalid_user_combination');
  return openDirect(workspace, caller, other);
}
