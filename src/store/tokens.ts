import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Role, Scope } from '../core/scopes.ts';
import type { TokenState } from '../core/tokens.ts';
import { aliveAt } from './alive.ts';
import type { Db } from './database.ts';
import type { EndedBy, Tables } from './tables.ts';
import { within } from './within.ts';

/** A token as it can be shown, as of some time: never with its hash. */
export interface Token extends Omit<Selectable<Tables['token']>, 'hash'> {
  username: string;
  bot_disabled_at: Date | null;
  owner_id: Id<'member'>;
  owner_name: string;
  owner_role: Role;
  owner_is_deactivated: boolean;
  backup_owner_id: Id<'member'> | null;
  created_by_name: string;
  state: TokenState;
}

export async function insert(db: Db, token: Insertable<Tables['token']>): Promise<void> {
  await db.insertInto('token').values(token).execute();
}

/** How many tokens are alive at `at`, of one bot or of all. */
export async function countActive(db: Db, at: Date, bot?: Id<'bot'>): Promise<number> {
  let query = db
    .selectFrom('token')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('token'))
    .where(aliveAt(at));
  if (bot !== undefined) query = query.where('bot_id', '=', bot);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

export async function find(db: Db, id: Id<'token'>, at: Date): Promise<Token | undefined> {
  return tokens(db, at).where(within('token')).where('token.id', '=', id).executeTakeFirst();
}

/** Tokens whose id holds this part anywhere, newest first; at most `limit` of them. */
export async function findByPartOfId(db: Db, part: string, limit: number, at: Date): Promise<Token[]> {
  return tokens(db, at)
    .where(within('token'))
    .where(sql<boolean>`strpos(token.id::text, ${part}) > 0`)
    .orderBy('token.created_at', 'desc')
    .limit(limit)
    .execute();
}

export async function findByHash(db: Db, hash: Buffer, at: Date): Promise<Token | undefined> {
  return tokens(db, at).where(within('token')).where('token.hash', '=', hash).executeTakeFirst();
}

/** Tokens that end in these six characters, newest first. */
export async function findByHint(db: Db, hint: string, limit: number, at: Date): Promise<Token[]> {
  return tokens(db, at)
    .where(within('token'))
    .where('token.hint', '=', hint)
    .orderBy('token.created_at', 'desc')
    .orderBy('token.id', 'desc')
    .limit(limit)
    .execute();
}

/**
 * Keeps others from changing these tokens until the transaction ends. In one order, for two that rotate each other's
 * would wait for one another for ever.
 */
export async function lock(db: Db, ids: readonly Id<'token'>[]): Promise<void> {
  await db
    .selectFrom('token')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('organization_id')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** These tokens, by bot and then newest first. */
export async function findAll(db: Db, ids: readonly Id<'token'>[], at: Date): Promise<Token[]> {
  return tokens(db, at)
    .where(within('token'))
    .where(sql<boolean>`token.id = any(${ids}::uuid[])`)
    .orderBy('bot.username')
    .orderBy('token.created_at', 'desc')
    .execute();
}

/** Revokes a token. One that had been revoked before keeps its time and its reason. */
export async function revoke(db: Db, id: Id<'token'>, at: Date, by: EndedBy): Promise<void> {
  await db
    .updateTable('token')
    .set({ revoked_at: at, ended_by: by })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** A token that was alive until now. */
export type Ended = Pick<
  Selectable<Tables['token']>,
  | 'id'
  | 'format'
  | 'label'
  | 'scopes'
  | 'expires_at'
  | 'networks'
  | 'use_limit'
  | 'uses_left'
  | 'superseded_at'
  | 'grace_ends_at'
>;

/** Revokes what a bot still has, and says which were alive, the oldest first. */
export async function revokeAllOf(db: Db, bot: Id<'bot'>, at: Date, endedBy: EndedBy): Promise<Ended[]> {
  const revoked = await db
    .updateTable('token')
    .set({ revoked_at: at, ended_by: endedBy })
    .where('bot_id', '=', bot)
    .where('revoked_at', 'is', null)
    .returning([
      'id',
      'format',
      'label',
      'scopes',
      'created_at',
      'expires_at',
      'networks',
      'use_limit',
      'uses_left',
      'superseded_at',
      'grace_ends_at',
    ])
    .execute();
  return revoked
    .filter((token) => token.expires_at > at && token.uses_left !== 0)
    .filter((token) => token.grace_ends_at === null || token.grace_ends_at > at)
    .toSorted((one, other) => one.created_at.getTime() - other.created_at.getTime());
}

/** Takes down that somebody saw it. */
export async function markShown(db: Db, id: Id<'token'>, at: Date): Promise<void> {
  await db
    .updateTable('token')
    .set({ shown_at: at })
    .where('id', '=', id)
    .where('shown_at', 'is', null)
    .execute();
}

/** What a token is at `at`, in a word. What was revoked stays so when its end has come. */
export const state = (at: Date) => sql<TokenState>`case
  when token.revoked_at is not null or token.grace_ends_at <= ${at} then 'revoked'
  when token.expires_at <= ${at} or token.uses_left = 0 then 'expired'
  when token.frozen_at is not null then 'frozen'
  else 'active' end`;

const SHOWN = [
  'token.organization_id',
  'token.id',
  'token.bot_id',
  'token.format',
  'token.hint',
  'token.label',
  'token.scopes',
  'token.created_by_member',
  'token.created_by_bot',
  'token.created_at',
  'token.expires_at',
  'token.revoked_at',
  'token.family_id',
  'token.predecessor_id',
  'token.superseded_at',
  'token.grace_ends_at',
  'token.superseded_use_at',
  'token.frozen_at',
  'token.ended_by',
  'token.networks',
  'token.use_limit',
  'token.uses_left',
  'token.created_by_token',
  'token.shown_at',
  'token.last_used_at',
  'token.last_used_address',
  'token.last_used_surface',
] as const;

/** Tokens as they are at `at`, with their bots, and the names of whom they concern. */
export function tokens(db: Db, at: Date) {
  return db
    .selectFrom('token')
    .innerJoin('bot', (join) =>
      join.onRef('bot.organization_id', '=', 'token.organization_id').onRef('bot.id', '=', 'token.bot_id'),
    )
    .innerJoin('member as owner', (join) =>
      join.onRef('owner.organization_id', '=', 'bot.organization_id').onRef('owner.id', '=', 'bot.owner_id'),
    )
    .leftJoin('member as maker', (join) =>
      join
        .onRef('maker.organization_id', '=', 'token.organization_id')
        .onRef('maker.id', '=', 'token.created_by_member'),
    )
    .leftJoin('bot as making_bot', (join) =>
      join
        .onRef('making_bot.organization_id', '=', 'token.organization_id')
        .onRef('making_bot.id', '=', 'token.created_by_bot'),
    )
    .select(SHOWN)
    .select([
      'bot.username',
      'bot.disabled_at as bot_disabled_at',
      'bot.owner_id',
      'bot.backup_owner_id',
      'owner.name as owner_name',
    ])
    .select(['owner.role as owner_role', 'owner.is_deactivated as owner_is_deactivated'])
    .select(sql<string>`coalesce(maker.name, making_bot.username)`.as('created_by_name'))
    .select(state(at).as('state'));
}

/** Every scope that some token of this bot carries and is alive at `at`. */
export async function scopesCarried(db: Db, bot: Id<'bot'>, at: Date): Promise<Scope[]> {
  const found = await db
    .selectFrom('token')
    .select(sql<Scope>`distinct unnest(scopes)`.as('scope'))
    .where(within('token'))
    .where('bot_id', '=', bot)
    .where(aliveAt(at))
    .execute();
  return found.map(({ scope }) => scope);
}
