import { z } from 'zod';
import { type BotActor, REQUESTS_PER_SECOND } from '../core/actor.ts';
import { mayDo, type Role, SCOPES } from '../core/scopes.ts';
import { bold, code, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import { defineCommand } from './declare.ts';
import { SIGN_IN } from './unidentified.ts';

const Held = z.array(z.enum(SCOPES));

/** AgentFlow's fields for a bot, and whose it is. */
export const AGENTFLOW_BOT = {
  slug: z.string(),
  display_name: z.string(),
  matrix_user_id: z.string().nullable(),
  is_verified: z.boolean(),
  tier: z.enum(['free', 'pro', 'enterprise']),
  rate_limit_qps: z.int().nullable(),
  webhook_url: z.string().nullable(),
  owner: z.string(),
};

/** The bot that asks, and its token. */
const BotSelf = z.object({
  ...AGENTFLOW_BOT,
  token_id: z.string(),
  expires_at: z.date(),
  scopes: Held,
});

const MemberSelf = z.object({ name: z.string(), role: z.enum(['admin', 'member', 'guest']), scopes: Held });

export const whoami = defineCommand({
  name: 'whoami',
  title: 'Who you are',
  summary: 'Say who you are here and what you may do.',
  example: 'whoami',
  effect: 'read',
  confirm: false,
  scope: null,
  by: 'either',
  http: 'GET /api/v1/bots/me',
  input: z.strictObject({}),
  positional: [],
  output: z.union([BotSelf, MemberSelf]),

  async run({ actor }) {
    if (actor.kind === 'bot') return botSelf(actor);
    const role = actor.kind === 'member' ? actor.role : 'admin';
    return { name: actor.name, role, scopes: [...actor.scopes] };
  },

  say(self, { actor, now }) {
    if (actor.kind === 'system') {
      return {
        text: say`You are the operator of this Botmint: you may do what an admin may. What is done as somebody, such as making a bot, takes a session: ${SIGN_IN}.`,
      };
    }
    if ('role' in self) {
      return {
        text: say`You are ${bold(self.name)}, ${ROLES[self.role]}.`,
        note: say`Your scopes: ${self.scopes.join(', ')}.`,
      };
    }
    const ends = absoluteAndRelative(self.expires_at, actor.timeZone, now);
    return {
      text: say`You are the bot ${bold(self.slug)}, which ${self.owner} owns. You ${mayDo(self.scopes)}. Your token ${code(shortId(self.token_id))} ends ${ends}.`,
    };
  },
});

function botSelf(actor: BotActor): z.output<typeof BotSelf> {
  return {
    slug: actor.username,
    display_name: actor.displayName,
    matrix_user_id: actor.matrixUserId,
    // An address can be as good as a password.
    webhook_url: actor.scopes.has('webhooks:read') ? actor.webhookUrl : null,
    is_verified: actor.isVerified,
    tier: actor.tier,
    rate_limit_qps: REQUESTS_PER_SECOND[actor.tier],
    owner: actor.ownerName,
    token_id: actor.tokenId,
    expires_at: actor.expiresAt,
    scopes: [...actor.scopes],
  };
}

/** What each role may do, in a few words. */
const ROLES: Record<Role, string> = {
  admin: 'an admin here: you act on every bot',
  member: 'a member here: you make bots, and act on your own',
  guest: 'a guest here: you look, and change nothing',
};
