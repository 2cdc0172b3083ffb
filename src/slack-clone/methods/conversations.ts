import { z } from 'zod';
import { flag, list, pageSize } from '../api/argument.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { demandFamily, shownChannel, visibleChannel } from '../conversations/channel.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const READ = { bot: READ_SCOPES, user: READ_SCOPES };

/** A direct message among several is a kind that exists in Slack and never here, so asking for it finds none. */
const KINDS = new Map<string, channels.ChannelRow['kind'] | null>([
  ['public_channel', 'public'],
  ['private_channel', 'private'],
  ['im', 'im'],
  ['mpim', null],
]);

/** Public channels, and of the other kinds those that the caller is in. */
export const conversationsList = defineMethod({
  name: 'conversations.list',
  tier: 't2',
  scopes: READ,
  input: z.object({
    types: list.default(['public_channel']),
    exclude_archived: flag.default(false),
    cursor: z.string().optional(),
    limit: pageSize.default(100),
  }),
  async run({ workspace: { db, team }, caller }, { types, exclude_archived, cursor, limit }) {
    if (types.some((type) => !KINDS.has(type))) throw new SlackError('invalid_types');
    const kinds = types.map((type) => KINDS.get(type)).filter((kind) => kind !== undefined && kind !== null);
    for (const kind of kinds) demandFamily(caller, kind, 'read');
    const listing = { viewer: caller.userId, kinds, archived: !exclude_archived, after: afterCursor(cursor) };
    const rows = kinds.length === 0 ? [] : await channels.page(db, { ...listing, limit: limit + 1 });
    const { page, next } = paginate(rows, limit, (row) => row.id);
    return {
      channels: page.map((channel) => shownChannel(channel, team.id)),
      response_metadata: { next_cursor: next },
    };
  },
});

export const conversationsInfo = defineMethod({
  name: 'conversations.info',
  tier: 't3',
  scopes: READ,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: name }) {
    const channel = await visibleChannel(workspace, caller, name);
    demandFamily(caller, channel.kind, 'read');
    return { channel: shownChannel(channel, workspace.team.id) };
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

/** Only public channels can be joined by oneself. */
export const conversationsJoin = defineMethod({
  name: 'conversations.join',
  tier: 't3',
  scopes: { bot: ['channels:join'], user: ['channels:write'] },
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: name }) {
    const channel = await visibleChannel(workspace, caller, name);
    if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
    if (channel.is_archived) throw new SlackError('is_archived');
    await channelMembers.add(workspace.db, [channel.id], [caller.userId], workspace.clock.now());
    const joined = await visibleChannel(workspace, caller, channel.id);
    return {
      channel: shownChannel(joined, workspace.team.id),
      ...(channel.is_member === true && { warning: 'already_in_channel' }),
    };
  },
});
