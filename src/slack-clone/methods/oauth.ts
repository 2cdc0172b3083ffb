import { z } from 'zod';
import { SlackError } from '../api/error.ts';
import { defineMethod, defineOpenMethod } from '../api/method.ts';
import { allow, readRequest } from '../install/authorize.ts';
import { demandClient, exchange } from '../install/exchange.ts';
import { uninstall } from '../install/uninstall.ts';
import * as members from '../store/members.ts';
import { CLIENT } from './client.ts';

/** Empty counts as left out: programs fill in all fields of a form. */
const given = z
  .string()
  .transform((text) => (text === '' ? undefined : text))
  .optional();

/** A person's yes, from a program of theirs. The page at `/oauth/v2/authorize` asks for it in a browser. */
export const clientAuthorize = defineMethod({
  name: 'client.authorize',
  tier: 't4',
  scopes: CLIENT,
  input: z.object({
    client_id: z.string(),
    scope: z.string().default(''),
    user_scope: z.string().default(''),
    redirect_uri: given,
    state: z.string().optional(),
    team: given,
  }),
  async run({ workspace, caller }, asked) {
    const request = await readRequest(workspace, asked);
    const person = await members.find(workspace.db, caller.userId);
    if (!person) throw new SlackError('user_not_found');
    return { redirect: await allow(workspace, request, person) };
  },
});

/** Client id and secret among the arguments, or as HTTP Basic. The answer is Slack's own, field by field. */
export const oauthV2Access = defineOpenMethod({
  name: 'oauth.v2.access',
  tier: 't5',
  input: z.object({
    client_id: z.string().default(''),
    client_secret: z.string().default(''),
    code: z.string().default(''),
    redirect_uri: given,
    grant_type: given,
  }),
  async run(workspace, { grant_type, ...input }) {
    if (grant_type !== undefined && grant_type !== 'authorization_code')
      throw new SlackError('invalid_grant_type');
    const { app, authedUser, bot, user } = await exchange(workspace, input);
    const { id, name } = workspace.team;
    return {
      app_id: app.id,
      authed_user: {
        id: authedUser,
        ...(user && { scope: user.scopes.join(','), access_token: user.token, token_type: 'user' }),
      },
      ...(bot && {
        scope: bot.scopes.join(','),
        token_type: 'bot',
        access_token: bot.token,
        bot_user_id: bot.userId,
      }),
      team: { id, name },
      enterprise: null,
      is_enterprise_install: false,
    };
  },
});

/** With any token of the app, and with what only its owner knows. */
export const appsUninstall = defineMethod({
  name: 'apps.uninstall',
  tier: 't1',
  scopes: { bot: [], user: [] },
  input: z.object({ client_id: z.string().default(''), client_secret: z.string().default('') }),
  async run({ workspace, caller }, client) {
    const app = await demandClient(workspace, client);
    if (app.id !== caller.appId) throw new SlackError('client_id_token_mismatch');
    await uninstall(workspace, app.id);
    return {};
  },
});
