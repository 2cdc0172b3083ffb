import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';

export const teamInfo = defineMethod({
  name: 'team.info',
  tier: 't3',
  scopes: { bot: ['team:read'], user: ['team:read'] },
  input: z.object({ team: z.string().optional() }),
  async run({ workspace: { team, address } }, { team: asked }) {
    if (asked !== undefined && asked !== team.id) throw new SlackError('team_not_found');
    const { id, name, domain } = team;
    return {
      team: { id, name, domain, url: `${address.url}/`, email_domain: '', icon: { image_default: true } },
    };
  },
});
