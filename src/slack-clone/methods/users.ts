import { z } from 'zod';
import { flag, pageSize } from '../api/argument.ts';
import type { Caller } from '../api/caller.ts';
import { afterCursor, paginate } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { shownUser } from '../user.ts';
import { unixSeconds } from '../stamps.ts';
import * as members from '../store/members.ts';

const USERS_READ = { bot: ['users:read'], user: ['users:read'] };

/** Addresses have a scope of their own, and who lacks it sees profiles without them. */
export function seesEmail(caller: Caller): boolean {
  return caller.scopes.includes('users:read.email');
}

export const usersInfo = defineMethod({
  name: 'users.info',
  tier: 't4',
  scopes: USERS_READ,
  input: z.object({ user: z.string(), include_locale: flag.default(false) }),
  async run({ workspace, caller }, { user, include_locale }) {
    const found = await members.find(workspace.db, user);
    if (!found) throw new SlackError('user_not_found');
    const shown = shownUser(workspace, found, seesEmail(caller));
    return { user: { ...shown, ...(include_locale && { locale: 'en-US' }) } };
  },
});

/** People and bots alike. */
export const usersList = defineMethod({
  name: 'users.list',
  tier: 't2',
  scopes: USERS_READ,
  input: z.object({
    cursor: z.string().optional(),
    limit: pageSize.default(1000),
    include_locale: flag.default(false),
  }),
  async run({ workspace, caller }, { cursor, limit, include_locale }) {
    const rows = await members.page(workspace.db, afterCursor(cursor), limit + 1);
    const { page, next } = paginate(rows, limit, (row) => row.id);
    return {
      members: page.map((row) => ({
        ...shownUser(workspace, row, seesEmail(caller)),
        ...(include_locale && { locale: 'en-US' }),
      })),
      cache_ts: unixSeconds(workspace.clock.now()),
      response_metadata: { next_cursor: next },
    };
  },
});

const BY_EMAIL = { bot: ['users:read.email'], user: ['users:read.email'] };

/** People alone have addresses. */
export const usersLookupByEmail = defineMethod({
  name: 'users.lookupByEmail',
  tier: 't3',
  scopes: BY_EMAIL,
  input: z.object({ email: z.string() }),
  async run({ workspace }, { email }) {
    const found = await members.findByEmail(workspace.db, email);
    if (!found || found.deleted) throw new SlackError('users_not_found');
    return { user: shownUser(workspace, found, true) };
  },
});

/** By the `B…` id that stands in a bot's messages. */
export const botsInfo = defineMethod({
  name: 'bots.info',
  tier: 't3',
  scopes: USERS_READ,
  input: z.object({ bot: z.string().optional() }),
  async run({ workspace: { db, address }, caller }, { bot }) {
    const found = await members.findBot(db, bot ?? caller.botId ?? '');
    if (!found) throw new SlackError('bot_not_found');
    const { bot_id: id, app_id, id: user_id, real_name: name, deleted, created_at, updated_at } = found;
    const icons = Object.fromEntries(
      [36, 48, 72].map((size) => [`image_${size}`, `${address.url}/avatars/${user_id}-${size}.svg`]),
    );
    return {
      bot: { id, app_id, user_id, name, deleted, updated: unixSeconds(updated_at ?? created_at), icons },
    };
  },
});
