import { z } from 'zod';
import { flag, list } from '../api/argument.ts';
import { type ErrorCode, SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { changeableChannel } from '../conversations/change.ts';
import { shownChannel, visibleChannel } from '../conversations/channel.ts';
import { enter } from '../conversations/membership.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as members from '../store/members.ts';

const JOIN = { bot: ['channels:join'], user: ['channels:write'] };

/** Only public channels can be joined by oneself. */
export const conversationsJoin = defineMethod({
  name: 'conversations.join',
  tier: 't3',
  scopes: JOIN,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: name }) {
    const channel = await visibleChannel(workspace, caller, name);
    if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
    if (channel.is_archived) throw new SlackError('is_archived');
    await enter(workspace, channel, [caller.userId]);
    const joined = await visibleChannel(workspace, caller, channel.id);
    const warning = 'already_in_channel';
    return {
      channel: shownChannel(joined, workspace.team.id),
      ...(channel.is_member === true && { warning, response_metadata: { warnings: [warning] } }),
    };
  },
});

const INVITE_SCOPES = ['channels:write.invites', 'groups:write.invites'];
const INVITE = {
  bot: [...INVITE_SCOPES, 'channels:manage', 'groups:write', 'im:write', 'mpim:write'],
  user: [...INVITE_SCOPES, 'channels:write', 'groups:write', 'im:write', 'mpim:write'],
};

const MOST_INVITED = 1000;

/** All of them or nobody, unless `force` says to leave out those who cannot be. */
export const conversationsInvite = defineMethod({
  name: 'conversations.invite',
  tier: 't3',
  scopes: INVITE,
  input: z.object({
    channel: z.string(),
    users: list.refine((users) => users.length <= MOST_INVITED, `must be at most ${MOST_INVITED} users`),
    force: flag.default(false),
  }),
  async run({ workspace, caller }, { channel: id, users, force }) {
    const demand = { scopes: INVITE, guests: 'user_is_restricted' } as const;
    const channel = await changeableChannel(workspace, caller, id, demand);
    const wanted = [...new Set(users)];
    if (wanted.length === 0) throw new SlackError('no_user');
    const errors = await refusals({ workspace, caller }, channel.id, wanted);
    const [first] = errors;
    const refused = new Set(errors.map(({ user }) => user));
    const invited = wanted.filter((user) => !refused.has(user));
    if (first && (!force || invited.length === 0)) throw new SlackError(first.error, { errors });
    await enter(workspace, channel, invited, caller.userId);
    const after = await visibleChannel(workspace, caller, channel.id);
    return { channel: shownChannel(after, workspace.team.id), ...(first && { errors }) };
  },
});

interface Refused {
  ok: false;
  user: string;
  error: ErrorCode;
}

/** Those of them who cannot be invited, and why. */
async function refusals({ workspace, caller }: Call, channelId: string, users: string[]): Promise<Refused[]> {
  const found = await members.findAll(workspace.db, users);
  const known = new Map(found.map((member) => [member.id, member]));
  const inside = await channelMembers.insideOf(workspace.db, channelId, users);
  const busy = await channelMembers.inAnyOf(workspace.db, users, ['public', 'private']);
  const errors: Refused[] = [];
  for (const user of users) {
    const member = known.get(user);
    const error = whyNot();
    if (error !== undefined) errors.push({ ok: false, user, error });

    function whyNot(): ErrorCode | undefined {
      if (!member || member.deleted) return 'user_not_found';
      if (user === caller.userId) return 'cant_invite_self';
      if (inside.has(user)) return 'already_in_channel';
      // A guest of one channel stays in that one.
      return member.is_ultra_restricted && busy.has(user) ? 'ura_max_channels' : undefined;
    }
  }
  return errors;
}
