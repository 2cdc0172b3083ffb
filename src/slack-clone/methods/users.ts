import { z } from 'zod';
import { pageSize } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { shownUser } from '../user.ts';
import { unixSeconds } from '../stamps.ts';
import * as members from '../store/members.ts';

const USERS_READ = { bot: ['users:read'], user: ['users:read'] };

/** Addresses have a scope of their own, and who lacks it sees profiles without them. */
function seesEmail(caller: Caller): boolean {
  return caller.scopes.includes('users:read.email');
}

export const usersInfo = defineMethod({
  name: 'users.info',
  tier: 't4',
  scopes: USERS_READ,
  input: z.object({ user: z.string() }),
  async run({ workspace: { db, team, clock }, caller }, { user }) {
    const found = await members.find(db, user);
    if (!found) throw new SlackError('user_not_found');
    return { user: shownUser(found, team.id, clock.now(), seesEmail(caller)) };
  },
});

/** People and bots alike. */
export const usersList = defineMethod({
  name: 'users.list',
  tier: 't2',
  scopes: USERS_READ,
  input: z.object({ cursor: z.string().optional(), limit: pageSize.default(1000) }),
  async run({ workspace: { db, team, clock }, caller }, { cursor, limit }) {
    const rows = await members.page(db, afterCursor(cursor), limit + 1);
    const { page, next } = paginate(rows, limit, (row) => row.id);
    const now = clock.now();
    return {
      members: page.map((row) => shownUser(row, team.id, now, seesEmail(caller))),
      cache_ts: unixSeconds(now),
      response_metadata: { next_cursor: next },
    };
  },
});

/** By the `B…` id that stands in a bot's messages. */
export const botsInfo = defineMethod({
  name: 'bots.info',
  tier: 't3',
  scopes: USERS_READ,
  input: z.object({ bot: z.string() }),
  async run({ workspace: { db } }, { bot }) {
    const found = await members.findBot(db, bot);
    if (!found) throw new SlackError('bot_not_found');
    const { bot_id: id, app_id, id: user_id, real_name: name, deleted, created_at } = found;
    return { bot: { id, app_id, user_id, name, deleted, updated: unixSeconds(created_at), icons: {} } };
  },
});
