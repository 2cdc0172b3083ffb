import { z } from 'zod';
import { flag } from '../api/argument.ts';
import { defineMethod, defineOpenMethod } from '../api/method.ts';
import { revoke } from '../install/uninstall.ts';

const ANY_TOKEN = { bot: [], user: [] };

export const apiTest = defineOpenMethod({
  name: 'api.test',
  tier: 't4',
  input: z.looseObject({}),
  async run(_workspace, input) {
    // What was sent comes back, and `error` is for trying out how a client meets one.
    const { error } = input;
    return { ...(typeof error === 'string' && { ok: false, error }), args: input };
  },
});

/** Whose token it is. Clients ask before anything else. */
export const authTest = defineMethod({
  name: 'auth.test',
  tier: 't5',
  scopes: ANY_TOKEN,
  input: z.object({}),
  async run({ workspace: { team, address }, caller }) {
    return {
      url: `${address.url}/`,
      team: team.name,
      user: caller.userName,
      team_id: team.id,
      user_id: caller.userId,
      // Bolt needs it to ignore what its own bot says.
      ...(caller.botId !== null && { bot_id: caller.botId }),
      is_enterprise_install: false,
    };
  },
});

/** A token ends itself, and the windows that were opened with it close. An app without any is uninstalled. */
export const authRevoke = defineMethod({
  name: 'auth.revoke',
  tier: 't3',
  scopes: ANY_TOKEN,
  input: z.object({ test: flag.default(false) }),
  async run({ workspace, caller }, { test }) {
    if (test) return { revoked: false };
    await revoke(workspace, caller);
    return { revoked: true };
  },
});
