import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { unixSeconds } from '../stamps.ts';
import * as members from '../store/members.ts';

/** A person is here while one of their windows is open, and a bot always is, unless they say that they are away. */
export const usersGetPresence = defineMethod({
  name: 'users.getPresence',
  tier: 't3',
  scopes: { bot: ['users:read'], user: ['users:read'] },
  input: z.object({ user: z.string().optional() }),
  async run({ workspace: { db, events, clock }, caller }, { user = caller.userId }) {
    const found = await members.find(db, user);
    if (!found) throw new SlackError('user_not_found');
    const windows = events.windowsOf(found.id);
    const online = windows > 0 || found.bot_id !== null;
    const presence = online && !found.is_away && !found.deleted ? 'active' : 'away';
    if (user !== caller.userId) return { presence, online };
    return {
      presence,
      online,
      auto_away: false,
      manual_away: found.is_away,
      connection_count: windows,
      ...(online && { last_activity: unixSeconds(clock.now()) }),
    };
  },
});

const WRITE = { bot: ['users:write'], user: ['users:write'] };

export const usersSetPresence = defineMethod({
  name: 'users.setPresence',
  tier: 't2',
  scopes: WRITE,
  input: z.object({ presence: z.string() }),
  async run({ workspace: { db }, caller }, { presence }) {
    if (presence !== 'auto' && presence !== 'away') throw new SlackError('invalid_presence');
    await members.update(db, caller.userId, { is_away: presence === 'away' });
    return {};
  },
});

/** In Slack as here it has no effect any more: clients that still call it are told yes. */
export const usersSetActive = defineMethod({
  name: 'users.setActive',
  tier: 't2',
  scopes: WRITE,
  input: z.object({}),
  async run() {
    return {};
  },
});
