import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Scope } from '../core/scopes.ts';
import { aliveAt } from './alive.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

/** A token as it can be shown: never with its hash. */
export interface Token extends Omit<Selectable<Tables['token']>, 'hash'> {
  username: string;
  owner_id: Id<'member'>;
  owner_name: string;
  created_by_name: string;
}

/** Where a page begins: the token it follows. */
export interface TokenCursor {
  createdAt: Date;
  id: string;
}

export async function insert(db: Db, token: Insertable<Tables['token']>): Promise<void> {
  await db.insertInto('token').values(token).execute();
}

/** Tokens that are alive at `at`, newest first. */
export async function listActive(
  db: Db,
  page: {
    at: Date;
    limit: number;
    after?: TokenCursor | undefined;
    bot?: Id<'bot'> | undefined;
    owner?: Id<'member'> | undefined;
    /** In the id, the bot's name or the label, in whichever case. */
    like?: string;
  },
): Promise<Token[]> {
  let query = tokens(db)
    .where(within('token'))
    .where('token.revoked_at', 'is', null)
    .where('token.expires_at', '>', page.at);
  if (page.bot !== undefined) query = query.where('token.bot_id', '=', page.bot);
  if (page.owner !== undefined) query = query.where('bot.owner_id', '=', page.owner);
  if (page.like !== undefined) {
    const seen = sql`lower(concat_ws(' ', token.id, bot.username, token.label))`;
    query = query.where(sql<boolean>`strpos(${seen}, lower(${page.like})) > 0`);
  }
  if (page.after) {
    query = query.where(
      sql<boolean>`(token.created_at, token.id) < (${page.after.createdAt}, ${page.after.id})`,
    );
  }
  return query.orderBy('token.created_at', 'desc').orderBy('token.id', 'desc').limit(page.limit).execute();
}

/** How many tokens are alive at `at`, of one bot or of all. */
export async function countActive(db: Db, at: Date, bot?: Id<'bot'>): Promise<number> {
  let query = db
    .selectFrom('token')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('token'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at);
  if (bot !== undefined) query = query.where('bot_id', '=', bot);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

/** Tokens whose id holds this part anywhere, newest first; at most `limit` of them. */
export async function findByPartOfId(db: Db, part: string, limit: number): Promise<Token[]> {
  return tokens(db)
    .where(within('token'))
    .where(sql<boolean>`strpos(token.id::text, ${part}) > 0`)
    .orderBy('token.created_at', 'desc')
    .limit(limit)
    .execute();
}

/** Revokes a token. One that had been revoked before keeps its time. */
export async function revoke(db: Db, id: Id<'token'>, at: Date): Promise<void> {
  await db
    .updateTable('token')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Revokes what a bot still has, and says how many were alive. */
export async function revokeAllOf(db: Db, bot: Id<'bot'>, at: Date): Promise<number> {
  const revoked = await db
    .updateTable('token')
    .set({ revoked_at: at })
    .where('bot_id', '=', bot)
    .where('revoked_at', 'is', null)
    .returning('expires_at')
    .execute();
  return revoked.filter((token) => token.expires_at > at).length;
}

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

function tokens(db: Db) {
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
    .select(['bot.username', 'bot.owner_id', 'owner.name as owner_name'])
    .select(sql<string>`coalesce(maker.name, making_bot.username)`.as('created_by_name'));
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
