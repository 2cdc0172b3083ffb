import { z } from 'zod';
import { flag, pageSize } from '../api/argument.ts';
import { afterCursor } from '../api/cursor.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import { unixSeconds } from '../stamps.ts';

export const teamInfo = defineMethod({
  name: 'team.info',
  tier: 't3',
  scopes: { bot: ['team:read'], user: ['team:read'] },
  input: z.object({ team: z.string().optional(), domain: z.string().optional() }),
  async run({ workspace: { team, address } }, { team: asked, domain: named }) {
    const { id, name, domain } = team;
    if ((asked ?? id) !== id || (named ?? domain) !== domain) throw new SlackError('team_not_found');
    return {
      team: {
        id,
        name,
        domain,
        url: `${address.url}/`,
        email_domain: `${domain}.example`,
        icon: { image_default: true },
        avatar_base_url: `${address.url}/avatars/`,
        is_verified: false,
      },
    };
  },
});

/** A token of one workspace is for that one. */
export const authTeamsList = defineMethod({
  name: 'auth.teams.list',
  tier: 't2',
  scopes: { bot: [], user: [] },
  input: z.object({
    cursor: z.string().optional(),
    limit: pageSize.default(100),
    include_icon: flag.default(false),
  }),
  async run({ workspace: { team } }, { cursor, include_icon }) {
    const { id, name } = team;
    const one = { id, name, ...(include_icon && { icon: { image_default: true } }) };
    return { teams: afterCursor(cursor) < id ? [one] : [], response_metadata: { next_cursor: '' } };
  },
});

/** The workspace has no emoji of its own: those that there are everywhere are not in this list, in Slack either. */
export const emojiList = defineMethod({
  name: 'emoji.list',
  tier: 't2',
  scopes: { bot: ['emoji:read'], user: ['emoji:read'] },
  input: z.object({ include_categories: flag.default(false) }),
  async run({ workspace: { clock } }, { include_categories }) {
    const cache_ts = `${unixSeconds(clock.now())}.000000`;
    return { emoji: {}, cache_ts, ...(include_categories && { categories: [], categories_version: '1' }) };
  },
});
