import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { changeableChannel, MANAGE } from '../conversations/change.ts';
import { tellOfDeparting } from '../conversations/membership.ts';
import * as channelMembers from '../store/channel-members.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';

export const conversationsLeave = defineMethod({
  name: 'conversations.leave',
  tier: 't3',
  scopes: MANAGE,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: name }) {
    const demand = { scopes: MANAGE, guests: 'user_is_restricted', outside: true } as const;
    const channel = await changeableChannel(workspace, caller, name, demand);
    if (channel.is_general) throw new SlackError('cant_leave_general');
    const left = await workspace.db.transaction().execute(async (db) => {
      // One after the other: else the last two of a private channel could both leave, and nobody could come back.
      await lockUntilCommit(db, `members of ${channel.id}`);
      const [, second] = await channelMembers.page(db, channel.id, '', 2);
      const last = channel.is_member === true && channel.kind === 'private' && second === undefined;
      if (last) throw new SlackError('last_member');
      return channelMembers.remove(db, channel.id, caller.userId);
    });
    if (!left) return { not_in_channel: true };
    await tellOfDeparting(workspace, channel, caller.userId, caller.userId);
    return {};
  },
});

const KICK = { bot: ['channels:manage', 'groups:write'], user: ['channels:write', 'groups:write'] };

export const conversationsKick = defineMethod({
  name: 'conversations.kick',
  tier: 't3',
  scopes: KICK,
  input: z.object({ channel: z.string(), user: z.string() }),
  async run({ workspace, caller }, { channel: name, user }) {
    const demand = { scopes: KICK, guests: 'restricted_action' } as const;
    const channel = await changeableChannel(workspace, caller, name, demand);
    if (user === caller.userId) throw new SlackError('cant_kick_self');
    if (!(await members.find(workspace.db, user))) throw new SlackError('user_not_found');
    if (channel.is_general) throw new SlackError('cant_kick_from_general');
    if (!(await channelMembers.remove(workspace.db, channel.id, user)))
      throw new SlackError('not_in_channel');
    await tellOfDeparting(workspace, channel, user, caller.userId);
    return { errors: {} };
  },
});
