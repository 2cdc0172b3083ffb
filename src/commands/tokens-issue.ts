import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { defaultScopes, mayDo, type Scope, scopeInWords, SCOPES } from '../core/scopes.ts';
import type { Secret } from '../core/secret.ts';
import { bold, code, command, listed, say } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { hashOf, hintOf, mintOpaque, shortId, type TokenFormat } from '../core/tokens.ts';
import * as tokens from '../store/tokens.ts';
import { type Choice, type Context, defineCommand, OnceOnly } from './declare.ts';
import { BotRef, Expiry, hints, Label, Scopes } from './inputs.ts';

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
  }),
  positional: [],
  output: z.object({
    access_token: OnceOnly,
    id: z.string(),
    username: z.string(),
    expires_at: z.date(),
    label: z.string().nullable(),
    scopes: z.array(z.enum(SCOPES)),
  }),
  choices: { scopes: { offer: async ({ actor }) => scopeChoices(actor) } },

  async run(context, { username: bot, expiry, label = null, format, ...asked }) {
    const { db, actor } = context;
    const scopes = grantable(asked.scopes, actor);
    const terms = { id: context.ids.make<'token'>(), botId: bot.id, scopes, ...lifetime(context, expiry) };
    const secret = await mint(format, terms, context);
    await tokens.insert(db, {
      organization_id: actor.organizationId,
      id: terms.id,
      bot_id: bot.id,
      format,
      hash: hashOf(secret),
      hint: hintOf(secret),
      label,
      scopes,
      created_by_member: actor.kind === 'member' ? actor.id : null,
      created_by_bot: actor.kind === 'bot' ? actor.id : null,
      created_at: terms.issuedAt,
      expires_at: terms.expiresAt,
      family_id: terms.id,
      shown_at: terms.issuedAt,
    });
    return {
      access_token: secret,
      id: terms.id,
      username: bot.username,
      expires_at: terms.expiresAt,
      label,
      scopes,
    };
  },

  say(token, { actor, now }) {
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

/** Whole seconds, so that the row and a JWT's claims say the same. A bot's token issues none that outlives it. */
function lifetime({ clock, actor }: Context, seconds: number): { issuedAt: Date; expiresAt: Date } {
  const now = Math.floor(clock.now().getTime() / 1000);
  const expiresAt = new Date((now + seconds) * 1000);
  if (actor.kind === 'bot' && expiresAt > actor.expiresAt) {
    throw new AppError(
      'forbidden',
      say`A token issued by a token ends no later than it: ${absoluteAndRelative(actor.expiresAt, actor.timeZone, clock.now())}.`,
      { field: 'expiry' },
    );
  }
  return { issuedAt: new Date(now * 1000), expiresAt };
}

interface Terms {
  id: Id<'token'>;
  botId: Id<'bot'>;
  scopes: readonly Scope[];
  issuedAt: Date;
  expiresAt: Date;
}

async function mint(format: TokenFormat, terms: Terms, { random, issuer, actor }: Context): Promise<Secret> {
  if (format === 'opaque') return mintOpaque(random);
  return issuer.sign({ ...terms, tokenId: terms.id, organizationId: actor.organizationId });
}
