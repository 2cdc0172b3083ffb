import { z } from 'zod';
import { REQUESTS_PER_SECOND } from '../core/actor.ts';
import { defaultScopes, SCOPES } from '../core/scopes.ts';
import { bold, code, command, joined, say, type Text } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import { Asked, askForBot, sayAsked } from './asking.ts';
import { DisplayName } from './bot-inputs.ts';
import { makeBot, refuseReserved } from './bots-create.ts';
import { defineCommand, OnceOnly, TokenId } from './declare.ts';
import { HandedOver, makeOrPromise, sayHandedOver } from './hand-over.ts';
import { BotName } from './inputs.ts';
import { lifetimeAsked } from './lifetimes.ts';
import { grantedBy, mintedText } from './minting.ts';
import { Reason } from './reason.ts';
import { AGENTFLOW_BOT } from './whoami.ts';

/** AgentFlow's fields of a bot. */
const Fields = z.object({
  ...AGENTFLOW_BOT,
});

/** A bot with its first token. */
const Provisioned = z.object({
  ...Fields.shape,
  token: OnceOnly,
  id: TokenId,
  username: z.string(),
  expires_at: z.date(),
  scopes: z.array(z.enum(SCOPES)),
});

/** A bot whose first token somebody takes elsewhere. */
const Promised = z.object({ ...Fields.shape, ...HandedOver.shape });

export const botsProvision = defineCommand({
  name: 'bots provision',
  title: 'Provision a bot',
  summary: 'Create a bot that you own, with its first token, which is shown once.',
  example: 'bots provision steve',
  effect: 'write',
  confirm: false,
  scope: 'bots:write',
  by: 'member',
  asPerson: true,
  http: 'POST /api/v1/bots',
  input: z.strictObject({
    slug: BotName,
    display_name: DisplayName.optional(),
    reason: Reason.optional(),
  }),
  positional: ['slug'],
  refuses: ['forbidden', 'reserved_slug', 'bot_already_exists', 'already_done'],
  output: z.union([Provisioned, Promised, Asked]),

  async run(context, { slug: username, display_name, reason }) {
    const { actor } = context;
    if (actor.kind !== 'member') throw new Error('only a member owns bots');
    refuseReserved(username, actor);
    const wanted = { username, display_name };
    const asked = await askForBot(context, wanted, reason);
    if (asked) return asked;
    const { bot, matrix } = await makeBot(context, actor, wanted);
    const made = await makeOrPromise(context, {
      bot: { id: bot.id, username, owner_id: actor.id, owner_name: actor.name },
      format: 'opaque',
      label: null,
      scopes: defaultScopes(grantedBy(actor)),
      lifetime: await lifetimeAsked(context, undefined),
      networks: [],
      use_limit: null,
    });
    const fields = {
      slug: username,
      display_name: bot.display_name,
      matrix_user_id: matrix?.userId ?? null,
      is_verified: bot.is_verified,
      tier: bot.tier,
      rate_limit_qps: REQUESTS_PER_SECOND[bot.tier],
      webhook_url: null,
      owner: actor.name,
    };
    if ('claim' in made) return { ...fields, claim: made.claim };
    const { access_token: token, id, expires_at, scopes } = made;
    return { ...fields, token, id, username, expires_at, scopes };
  },

  say(output, view) {
    if ('approval' in output) return sayAsked(output, view);
    if ('claim' in output) {
      const { text, ...rest } = sayHandedOver(output, view);
      return { ...rest, text: joined(ready(output.slug), text) };
    }
    const { username, token, id, ...rest } = output;
    const minted = { ...rest, username, id, access_token: token, label: null, networks: [], use_limit: null };
    return {
      text: joined(ready(username), mintedText('Its token', minted, view)),
      secret: token,
      note: say`The token's id is ${code(shortId(id))}, which is no secret. To end it early: ${command(`tokens revoke ${shortId(id)}`)}`,
    };
  },
});

const ready = (username: string): Text => say`${bold(username)} is ready, and you own it.`;
