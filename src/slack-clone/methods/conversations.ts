import { z } from 'zod';
import { flag, list, pageSize } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { type Answer, type Call, defineMethod } from '../api/method.ts';
import { demandFamily, shownChannel, visibleChannel } from '../conversations/channel.ts';
import { shownWhole, shownWithMarks } from '../conversations/marks.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const READ = { bot: READ_SCOPES, user: READ_SCOPES };

const KINDS = new Map<string, channels.ChannelRow['kind']>([
  ['public_channel', 'public'],
  ['private_channel', 'private'],
  ['im', 'im'],
  ['mpim', 'mpim'],
]);

const listing = {
  types: list.default(['public_channel']),
  exclude_archived: flag.default(false),
  cursor: z.string().optional(),
  limit: pageSize.default(100),
};

/** Public channels, and of the other kinds those that the caller is in. */
export const conversationsList = defineMethod({
  name: 'conversations.list',
  tier: 't2',
  scopes: READ,
  input: z.object(listing),
  async run(call, input) {
    return listed(call, input, { publics: !call.caller.isGuest });
  },
});

/** Those that a member is in, as far as the caller may know of them. Without `user`, the caller's own. */
export const usersConversations = defineMethod({
  name: 'users.conversations',
  tier: 't3',
  scopes: READ,
  input: z.object({ ...listing, user: z.string().optional() }),
  async run(call, { user, ...input }) {
    const of = user ?? call.caller.userId;
    if (!(await members.find(call.workspace.db, of))) throw new SlackError('user_not_found');
    return listed(call, input, { publics: of !== call.caller.userId && !call.caller.isGuest, of });
  },
});

async function listed(
  { workspace, caller }: Call,
  { types, exclude_archived, cursor, limit }: z.infer<z.ZodObject<typeof listing>>,
  whose: { publics: boolean; of?: string },
): Promise<Answer> {
  const { db, team } = workspace;
  const kinds = kindsOf(caller, types);
  const asked = { viewer: caller.userId, kinds, archived: !exclude_archived, after: afterCursor(cursor) };
  const rows = await channels.page(db, { ...asked, ...whose, limit: limit + 1 });
  const { page, next } = paginate(rows, limit, (row) => row.id);
  return {
    // A person's own client shows at once what is unread; an app asks for the channels that it cares about.
    channels:
      caller.appId === null
        ? await shownWithMarks(workspace, caller, page)
        : page.map((channel) => shownChannel(channel, team.id)),
    response_metadata: { next_cursor: next },
  };
}

function kindsOf(caller: Caller, types: string[]): channels.ChannelRow['kind'][] {
  const kinds = types.map((type) => KINDS.get(type)).filter((kind) => kind !== undefined);
  if (kinds.length === 0 || kinds.length < types.length) throw new SlackError('invalid_types');
  for (const kind of kinds) demandFamily(caller, kind, 'read');
  return kinds;
}

export const conversationsInfo = defineMethod({
  name: 'conversations.info',
  tier: 't3',
  scopes: READ,
  input: z.object({
    channel: z.string(),
    include_num_members: flag.default(false),
    include_locale: flag.default(false),
  }),
  async run({ workspace, caller }, { channel: name, include_num_members, include_locale }) {
    const channel = await visibleChannel(workspace, caller, name);
    demandFamily(caller, channel.kind, 'read');
    const { num_members, ...shown } = await shownWhole(workspace, caller, channel);
    return {
      channel: {
        ...shown,
        ...(include_num_members && { num_members: num_members ?? Number(channel.members) }),
        ...(include_locale && { locale: 'en-US' }),
      },
    };
  },
});

/** Ids only, as in Slack; who they are is for users.info. */
export const conversationsMembers = defineMethod({
  name: 'conversations.members',
  tier: 't4',
  scopes: READ,
  input: z.object({ channel: z.string(), cursor: z.string().optional(), limit: pageSize.default(100) }),
  async run({ workspace, caller }, { channel: name, cursor, limit }) {
    const channel = await visibleChannel(workspace, caller, name);
    demandFamily(caller, channel.kind, 'read');
    const ids = await channelMembers.page(workspace.db, channel.id, afterCursor(cursor), limit + 1);
    const { page, next } = paginate(ids, limit, (id) => id);
    return { members: page, response_metadata: { next_cursor: next } };
  },
});
