import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { inWords } from '../core/durations.ts';
import { defaultScopes, mayDo, type Scope, scopeInWords, SCOPES } from '../core/scopes.ts';
import { bold, code, command, listed, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as policies from '../store/policies.ts';
import { Asked, askForScopes, sayAsked } from './asking.ts';
import { type Choice, type Context, defineCommand } from './declare.ts';
import { BotRef, Expiry, hints, Label, Scopes } from './inputs.ts';
import { mint, Minted, thisSecond } from './minting.ts';
import { Reason } from './reason.ts';

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
  http: 'POST /api/v1/tokens',
  input: z.strictObject({
    username: BotRef,
    expiry: Expiry,
    label: Label.optional(),
    scopes: Scopes.optional(),
    format: Format,
    reason: Reason.optional(),
  }),
  positional: [],
  output: z.union([Minted, Asked]),
  choices: { scopes: scopeChoices },

  async run(context, { username: bot, expiry, label = null, format, reason, ...wanted }) {
    const scopes = grantable(wanted.scopes, context.actor);
    const lifetime = await lifetimeOf(context, expiry);
    const terms = { format, label, scopes, lifetime, networks: [], use_limit: null };
    const asked = await askForScopes(context, bot, terms, reason);
    return asked ?? mint(context, { bot, ...terms });
  },

  say(token, view) {
    if ('approval' in token) return sayAsked(token, view);
    const { actor, now } = view;
    return {
      text: say`Token for ${bold(token.username)} · ends ${absoluteAndRelative(token.expires_at, actor.timeZone, now)} · ${mayDo(token.scopes)}. Copy it now: it is shown only here, only once.`,
      secret: token.access_token,
      note: say`Its id is ${code(shortId(token.id))}, which is no secret. To end it early: ${command(`tokens revoke ${shortId(token.id)}`)}`,
    };
  },
});

/** Every scope the maker holds, the usual ones ticked. */
function scopeChoices({ scopes }: Actor): Choice[] {
  const usual = defaultScopes(scopes);
  return SCOPES.filter((scope) => scopes.has(scope)).map((scope) => ({
    value: scope,
    label: `${scope} · ${scopeInWords(scope)}`,
    ticked: usual.includes(scope),
  }));
}

function grantable(asked: readonly Scope[] | undefined, { scopes: held }: Actor): Scope[] {
  if (!asked) return defaultScopes(held);
  const lacking = asked.filter((scope) => !held.has(scope));
  if (lacking.length === 0) return SCOPES.filter((scope) => asked.includes(scope));
  throw new AppError(
    'forbidden',
    say`You can only grant scopes you hold, and ${listed(lacking)} ${lacking.length === 1 ? 'is' : 'are'} not among them.`,
    { field: 'scopes' },
  );
}

/** What was asked for. @throws AppError when the policy or the token that issues it allows no such length. */
async function lifetimeOf({ db, clock, actor }: Context, seconds: number): Promise<number> {
  const { longest_lifetime: longest } = await policies.hold(db, actor.organizationId);
  if (longest !== null && seconds > longest) {
    throw new AppError(
      'forbidden',
      say`A token of this organization lives ${inWords(longest)} at the longest. An admin sets that: ${command('policy set')}.`,
      { field: 'expiry' },
    );
  }
  const expiresAt = new Date(thisSecond(clock).getTime() + seconds * 1000);
  if (actor.kind !== 'bot' || expiresAt <= actor.expiresAt) return seconds;
  throw new AppError(
    'forbidden',
    say`A token issued by a token ends no later than it: ${absoluteAndRelative(actor.expiresAt, actor.timeZone, clock.now())}.`,
    { field: 'expiry' },
  );
}
