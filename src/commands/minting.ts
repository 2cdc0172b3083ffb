import { z } from 'zod';
import type { Id } from '../core/ids.ts';
import { type Scope, SCOPES } from '../core/scopes.ts';
import type { Clock } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { hashOf, hintOf, mintOpaque, type TokenFormat } from '../core/tokens.ts';
import type { BotRow } from '../store/bots.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, OnceOnly } from './declare.ts';

/** What a new token is to be. What of it the actor may give is for the caller to have looked at. */
export interface Terms {
  bot: Pick<BotRow, 'id' | 'username'>;
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
  id: z.string(),
  username: z.string(),
  expires_at: z.date(),
  label: z.string().nullable(),
  scopes: z.array(z.enum(SCOPES)),
});

/** Now, in whole seconds, so that a row and the claims of its JWT say the same. */
export const thisSecond = (clock: Clock): Date => new Date(Math.floor(clock.now().getTime() / 1000) * 1000);

/** Makes every token there is: the secret, and its row. The bot has to be locked. */
export async function mint(context: Context, terms: Terms): Promise<z.output<typeof Minted>> {
  const { db, ids, clock, actor } = context;
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
    shown_at: issuedAt,
  });
  return { access_token: secret, id, username: bot.username, expires_at: expiresAt, label, scopes };
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
