import { nameOf } from '../core/actor.ts';
import type { EventData } from '../core/events.ts';
import type { Id } from '../core/ids.ts';
import type { Approval } from '../store/approvals.ts';
import * as events from '../store/events.ts';
import * as tokens from '../store/tokens.ts';
import { emit, emitAll, type Emitting } from './emit.ts';
import type { Minted } from './minting.ts';

/** A bot as events tell of it. */
export const toldBot = ({ username, owner_name: owner }: { username: string; owner_name: string }) => ({
  username,
  owner,
});

const toldToken = ({
  id,
  label,
  scopes,
  expires_at,
}: Pick<tokens.Token, 'id' | 'label' | 'scopes' | 'expires_at'>) => ({
  id,
  label,
  scopes: [...scopes],
  expires_at: expires_at.toISOString(),
});

/** A token as events tell of it, with its bot. */
export const told = (token: tokens.Token) => ({ bot: toldBot(token), token: toldToken(token) });

/** The bot of a token, which an event of it is about. */
export const botOf = ({ bot_id: id, owner_id }: tokens.Token) => ({ id, owner_id });

/** A webhook as events tell of it. */
export const toldWebhook = ({ id, username, name }: { id: string; username: string; name: string }) => ({
  id,
  bot: username,
  name,
});

/** A request as events tell of it. */
export const toldApproval = ({
  id,
  kind,
  username,
  requester_name: requester,
  reason,
  added_scopes,
}: Pick<Approval, 'id' | 'kind' | 'username' | 'requester_name' | 'reason' | 'added_scopes'>) => ({
  id,
  kind,
  username,
  requester,
  reason,
  added_scopes: [...added_scopes],
});

/** A token was made that takes no other's place. */
export async function issued(
  context: Emitting,
  bot: { id: Id<'bot'>; owner_id: Id<'member'>; username: string; owner_name: string },
  minted: Minted,
): Promise<void> {
  const data = { bot: toldBot(bot), token: toldToken(minted), by: nameOf(context.actor) };
  await emit(context, bot, 'token.issued', data);
}

/** A token has a successor; it lives until then itself, null for no longer. */
export async function rotated(
  context: Emitting,
  token: tokens.Token,
  minted: Minted,
  until: Date | null,
): Promise<void> {
  await emit(context, botOf(token), 'token.rotated', {
    bot: toldBot(token),
    token: toldToken(minted),
    replaces: token.id,
    replaced_ends_at: until?.toISOString() ?? null,
    by: nameOf(context.actor),
  });
}

/** What an event about one of many tokens is made of. */
type Named = Pick<tokens.Token, 'id' | 'bot_id'>;

/** Those of these tokens of which such a thing is heard. Where nobody hears, that is all that it costs. */
export async function heardTokens(
  { db, clock, actor }: Emitting,
  type: 'token.revoked' | 'token.expiring' | 'token.expired',
  named: readonly Named[],
): Promise<tokens.Token[]> {
  if (named.length === 0) return [];
  const bots = named.map(({ bot_id }) => bot_id);
  const heard = await events.heardOf(db, actor.organizationId, type, bots);
  const ids = named.filter(({ bot_id }) => heard.has(bot_id)).map(({ id }) => id);
  return ids.length === 0 ? [] : tokens.findAll(db, ids, clock.now());
}

/** Tokens were ended before their time. `keptBy` says which goes on, where a rotation ended with it. */
export async function revoked(
  context: Emitting,
  named: readonly Named[],
  reason: EventData<'token.revoked'>['reason'],
  keptBy: ReadonlyMap<Id<'token'>, Id<'token'>> = new Map(),
): Promise<void> {
  const by = nameOf(context.actor);
  const ended = await heardTokens(context, 'token.revoked', named);
  const happened = ended.map((token) => ({
    bot: botOf(token),
    data: { ...told(token), reason, goes_on: keptBy.get(token.id) ?? null, by },
  }));
  await emitAll(context, 'token.revoked', happened);
}
