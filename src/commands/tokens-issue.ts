import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { isWithin } from '../core/networks.ts';
import { defaultScopes, type Scope, scopeInWords, SCOPES } from '../core/scopes.ts';
import { code, command, listed, say } from '../core/text.ts';
import { shortId } from '../core/tokens.ts';
import { Asked, askForScopes, sayAsked } from './asking.ts';
import { type Choice, defineCommand } from './declare.ts';
import { HandedOver, makeOrPromise, sayHandedOver } from './hand-over.ts';
import { BotRef, Expiry, hints, Label, Scopes } from './inputs.ts';
import { lifetimeAsked } from './lifetimes.ts';
import { grantedBy, Minted, mintedText } from './minting.ts';
import { Reason } from './reason.ts';
import { Networks, Uses } from './token-inputs.ts';

const Format = z.enum(['jwt', 'opaque']).default('jwt').register(hints, {
  label: 'Format',
  hint: 'What it looks like: jwt, which others can check too, or opaque.',
  unasked: true,
});

export const tokensIssue = defineCommand({
  name: 'tokens issue',
  title: 'Issue a token',
  summary: 'Issue a token for a bot. It is shown once, to you alone.',
  example: 'tokens issue -u steve -e 100d -l "Deployment token"',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  asPerson: true,
  http: 'POST /api/v1/tokens',
  input: z.strictObject({
    username: BotRef,
    expiry: Expiry.optional(),
    label: Label.optional(),
    scopes: Scopes.optional(),
    format: Format,
    networks: Networks.optional(),
    uses: Uses.optional(),
    reason: Reason.optional(),
  }),
  positional: [],
  refuses: ['already_done'],
  output: z.union([Minted, Asked, HandedOver]),
  choices: { scopes: { offer: async ({ actor }) => scopeChoices(actor) } },

  async run(context, { username: bot, expiry, label = null, format, uses = null, reason, ...wanted }) {
    const scopes = grantable(wanted.scopes, context.actor);
    const networks = networksOf(wanted.networks, context.actor);
    const lifetime = await lifetimeAsked(context, expiry);
    const terms = { format, label, scopes, lifetime, networks, use_limit: uses };
    const asked = await askForScopes(context, bot, terms, reason);
    return asked ?? makeOrPromise(context, { bot, ...terms });
  },

  say(token, view) {
    if ('approval' in token) return sayAsked(token, view);
    if ('claim' in token) return sayHandedOver(token, view);
    return {
      text: mintedText('Token', token, view),
      secret: token.access_token,
      note: say`Its id is ${code(shortId(token.id))}, which is no secret. To end it early: ${command(`tokens revoke ${shortId(token.id)}`)}`,
    };
  },
});

/** Every scope the maker can give, the usual ones ticked. */
function scopeChoices(actor: Actor): Choice[] {
  const scopes = grantedBy(actor);
  const usual = defaultScopes(scopes);
  return SCOPES.filter((scope) => scopes.has(scope)).map((scope) => ({
    value: scope,
    label: `${scope} · ${scopeInWords(scope)}`,
    ticked: usual.includes(scope),
  }));
}

function grantable(asked: readonly Scope[] | undefined, actor: Actor): readonly Scope[] {
  const granted = grantedBy(actor);
  if (!asked) return defaultScopes(granted);
  const lacking = asked.filter((scope) => !granted.has(scope));
  if (lacking.length === 0) return asked;
  const sentence = lacking.every((scope) => actor.scopes.has(scope))
    ? say`${code('organization:act')} is granted by admins only, for it acts on every bot.`
    : say`You can only grant scopes you hold, and ${listed(lacking)} ${lacking.length === 1 ? 'is' : 'are'} not among them.`;
  throw new AppError('forbidden', sentence, { field: 'scopes' });
}

/** A token that issues another gives it its own networks, or some of them. */
function networksOf(asked: readonly string[] | undefined, actor: Actor): readonly string[] {
  const own = actor.kind === 'bot' ? actor.networks : [];
  if (!asked) return own;
  if (isWithin(asked, own)) return asked;
  throw new AppError(
    'forbidden',
    say`A token issued by a token is used from no other networks than it: ${listed(own)}.`,
    { field: 'networks' },
  );
}
