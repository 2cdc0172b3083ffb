import { z } from 'zod';
import { flag, list } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { type Call, defineMethod } from '../api/method.ts';
import { changeableChannel, MANAGE } from '../conversations/change.ts';
import { demandOfKind, shownChannel, visibleChannel } from '../conversations/channel.ts';
import { openAmong, openDirect } from '../conversations/direct.ts';
import { shownWhole } from '../conversations/marks.ts';
import { tellApps } from '../interactions/tell-apps.ts';
import { widened } from '../stamps.ts';
import * as channels from '../store/channels.ts';
import type { SeenChannel } from '../store/channels.ts';
import * as reading from '../store/reading.ts';
import type { Workspace } from '../workspace.ts';

const DIRECT = ['im', 'mpim'] as const;

const OPEN_SCOPES = ['groups:write', 'im:write', 'mpim:write'];
const OPEN = { bot: ['channels:manage', ...OPEN_SCOPES], user: ['channels:write', ...OPEN_SCOPES] };

/** A direct message, with one or with several: the one that there is, or a new one. */
export const conversationsOpen = defineMethod({
  name: 'conversations.open',
  tier: 't3',
  scopes: OPEN,
  input: z.object({
    channel: z.string().optional(),
    users: list.optional(),
    return_im: flag.default(false),
  }),
  async run({ workspace, caller }, { channel, users, return_im }) {
    const opened =
      channel === undefined ? await openWith(workspace, caller, users) : { id: channel, made: false };
    const before = await changeableChannel(workspace, caller, opened.id, { scopes: OPEN, kinds: DIRECT });
    const already = !opened.made && before.is_open === true;
    if (before.is_open !== true) await setClosed({ workspace, caller }, before, null);
    const shown = await visibleChannel(workspace, caller, before.id);
    return {
      ...(already && { no_op: true, already_open: true }),
      channel: return_im ? await shownWhole(workspace, caller, shown) : { id: shown.id },
    };
  },
});

/** The scope is asked for before anything is made. */
async function openWith(workspace: Workspace, caller: Caller, users: string[] | undefined) {
  const wanted = [...new Set(users)];
  const others = wanted.length > 1 ? wanted.filter((user) => user !== caller.userId) : wanted;
  const [other, ...more] = others;
  if (other === undefined) throw new SlackError('users_list_not_supplied');
  demandOfKind(caller, more.length > 0 ? 'mpim' : 'im', OPEN);
  return more.length > 0 ? openAmong(workspace, caller, others) : openDirect(workspace, caller, other);
}

/** Out of the caller's sight until something is said in it, or it is opened again. Its history stays. */
export const conversationsClose = defineMethod({
  name: 'conversations.close',
  tier: 't2',
  scopes: MANAGE,
  input: z.object({ channel: z.string() }),
  async run({ workspace, caller }, { channel: id }) {
    const demand = { scopes: MANAGE, kinds: DIRECT };
    const channel = await changeableChannel(workspace, caller, id, demand);
    if (channel.is_open !== true) return { no_op: true, already_closed: true };
    await setClosed({ workspace, caller }, channel, workspace.stamps.next());
    return {};
  },
});

async function setClosed(
  { workspace, caller: { userId } }: Call,
  { id, kind }: SeenChannel,
  closedTs: string | null,
): Promise<void> {
  const { db, events, team } = workspace;
  await reading.setClosed(db, id, userId, closedTs);
  const type = closedTs === null ? 'im_open' : 'im_close';
  if (kind === 'im') tellApps(workspace, { type, user: userId, channel: id }, id);
  const channel = await channels.find(db, id, userId);
  if (channel) events.tell([userId], { type: 'channel_changed', channel: shownChannel(channel, team.id) });
}

/** What the caller has read; an older message makes what came after it unread again. */
export const conversationsMark = defineMethod({
  name: 'conversations.mark',
  tier: 't3',
  scopes: MANAGE,
  input: z.object({ channel: z.string(), ts: z.string() }),
  async run({ workspace, caller }, { channel: id, ts }) {
    const kinds = ['public', 'private', 'im', 'mpim'] as const;
    const channel = await changeableChannel(workspace, caller, id, { scopes: MANAGE, kinds, archived: true });
    if (!/^\d{1,10}(\.\d{1,6})?$/.test(ts)) throw new SlackError('invalid_timestamp');
    const last_read = widened(ts);
    await reading.mark(workspace.db, channel.id, caller.userId, last_read);
    workspace.events.tell([caller.userId], { type: 'marked', channel: channel.id, last_read });
    return {};
  },
});
