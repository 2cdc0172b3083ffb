import { z } from 'zod';
import { type Actor, isChat, maySeeSecrets } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import { mayDo, type Scope, SCOPES } from '../core/scopes.ts';
import type { Secret } from '../core/secret.ts';
import { bold, counted, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { hashOf, hintOf, mintOpaque, type TokenFormat } from '../core/tokens.ts';
import type { Bot } from '../store/bots.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, OnceOnly, TokenId } from './declare.ts';
import { issued } from './happened.ts';
import { thisSecond } from './lifetimes.ts';
import { refuseIfEnded } from './rights.ts';

/** What a new token is to be. What of it the actor may give is for the caller to have looked at. */
export interface Terms {
  bot: Pick<Bot, 'id' | 'username' | 'owner_id' | 'owner_name'>;
  format: TokenFormat;
  label: string | null;
  scopes: readonly Scope[];
  /** Seconds from now. */
  lifetime: number;
  /** Empty: anywhere. */
  networks: readonly string[];
  /** Null: as often as it likes. */
  use_limit: number | null;
  /** The token it takes the place of. */
  predecessor?: Pick<tokens.Token, 'id' | 'family_id'>;
}

/** A new token, with its secret. */
export const Minted = z.object({
  access_token: OnceOnly,
  id: TokenId,
  username: z.string(),
  expires_at: z.date(),
  label: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
  networks: z.array(z.string()),
  use_limit: z.int().nullable(),
});

export type Minted = z.output<typeof Minted> & { id: Id<'token'> };

/**
 * Makes every token there is: the secret, and its row. The bot has to be locked.
 * @throws AppError when it is a token that asks, and that was ended or frozen meanwhile.
 */
export async function mint(context: Context, terms: Terms): Promise<Minted> {
  const { db, ids, clock, actor } = context;
  if (actor.kind === 'system') throw new Error('a token is made for somebody');
  if (!maySeeSecrets(actor)) throw new Error('a token was to be made where it cannot be shown');
  // Locked, for what is made by it as it ends would live on.
  if (actor.kind === 'bot') await tokens.lock(db, [actor.tokenId]);
  await refuseIfEnded(context);
  const { bot, format, label, lifetime, networks, use_limit, predecessor } = terms;
  const id = ids.make<'token'>();
  const issuedAt = thisSecond(clock);
  const expiresAt = new Date(issuedAt.getTime() + lifetime * 1000);
  const scopes = SCOPES.filter((scope) => terms.scopes.includes(scope));
  const secret = await secretOf({ id, bot, format, scopes, issuedAt, expiresAt }, context);
  await tokens.insert(db, {
    organization_id: actor.organizationId,
    id,
    bot_id: bot.id,
    format,
    hash: hashOf(secret),
    hint: hintOf(secret),
    label,
    scopes,
    created_by_member: actor.kind === 'member' ? actor.id : null,
    created_by_bot: actor.kind === 'bot' ? actor.id : null,
    created_by_token: actor.kind === 'bot' ? actor.tokenId : null,
    created_at: issuedAt,
    expires_at: expiresAt,
    family_id: predecessor?.family_id ?? id,
    predecessor_id: predecessor?.id ?? null,
    networks: [...networks],
    use_limit,
    uses_left: use_limit,
    // In a chat the answer can get lost on its way; the surface says when it has arrived.
    shown_at: isChat(actor.surface) ? null : issuedAt,
  });
  const minted = {
    access_token: secret,
    id,
    username: bot.username,
    expires_at: expiresAt,
    label,
    scopes,
    networks: [...networks],
    use_limit,
  };
  // A successor is told of by whoever knows until when the old one lives.
  if (!predecessor) await issued(context, bot, minted);
  return minted;
}

/** The scopes that this actor may put into a token: what it holds, and to act on all bots only as an admin. */
export function grantedBy(actor: Actor): ReadonlySet<Scope> {
  const isAdmin = actor.kind === 'member' && actor.role === 'admin';
  return new Set([...actor.scopes].filter((scope) => isAdmin || scope !== 'organization:act'));
}

/** "Token for steve · ends … · may …": what a person is told with a new token. */
export function mintedText(
  what: string,
  token: z.output<typeof Minted>,
  view: { actor: Actor; now: Date },
): Text {
  const from = token.networks.length > 0 ? ` · from ${token.networks.join(', ')} only` : '';
  const uses = token.use_limit === null ? '' : ` · ${counted(token.use_limit, 'use')}`;
  const ends = absoluteAndRelative(token.expires_at, view.actor.timeZone, view.now);
  return say`${what} for ${bold(token.username)} · ends ${ends} · ${mayDo(token.scopes)}${from}${uses}. Copy it now: it is shown only here, only once.`;
}

interface Signing extends Pick<Terms, 'bot' | 'format' | 'scopes'> {
  id: Id<'token'>;
  issuedAt: Date;
  expiresAt: Date;
}

async function secretOf(signing: Signing, { random, issuer, actor }: Context): Promise<Secret> {
  if (signing.format === 'opaque') return mintOpaque(random);
  const { id, bot, scopes, issuedAt, expiresAt } = signing;
  const { organizationId } = actor;
  return issuer.sign({ tokenId: id, botId: bot.id, organizationId, scopes, issuedAt, expiresAt });
}
