import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Id } from '../core/ids.ts';
import { aliveAt } from './alive.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type BotRow = Selectable<Tables['bot']>;

/** A bot with the names of those who have to do with it, and how many tokens of it are alive. */
export interface Bot extends BotRow {
  owner_name: string;
  owner_is_deactivated: boolean;
  backup_owner_name: string | null;
  offered_to_name: string | null;
  token_count: number;
}

/** Which bots are wanted. */
export interface BotFilter {
  owner?: Id<'member'> | undefined;
  /** Those whose owner is deactivated. */
  orphaned?: boolean | undefined;
  state?: 'active' | 'disabled' | undefined;
  /** Those with an identity in a service of this type, or in one service of it. */
  service?: { type: string; externalId?: string | undefined } | undefined;
  /** A part of the username or the display name, in lower case. */
  like?: string | undefined;
  /** Those that somebody can accept at this time. */
  offeredAt?: Date | undefined;
  /** Deleted ones as well. */
  deleted?: boolean | undefined;
}

export type BotSort = 'username' | 'created' | 'owner' | 'tokens';

/** Where a page begins: the bot it follows, by what they are sorted by, and its id. */
export interface BotCursor {
  value: string | number | Date;
  id: string;
}

/** Inserts a bot; undefined when the name was given out before. */
export async function insert(db: Db, bot: Insertable<Tables['bot']>): Promise<BotRow | undefined> {
  return db
    .insertInto('bot')
    .values(bot)
    .onConflict((conflict) => conflict.columns(['organization_id', 'username']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** The bot of this name, deleted or not, as of `at`. */
export async function findByUsername(db: Db, username: string, at: Date): Promise<Bot | undefined> {
  return bots(db, at).where('bot.username', '=', username).executeTakeFirst();
}

/** The bot with this id, deleted or not, as of `at`. */
export async function find(db: Db, id: Id<'bot'>, at: Date): Promise<Bot | undefined> {
  return bots(db, at).where('bot.id', '=', id).executeTakeFirst();
}

/**
 * Bots that fit, sorted, from the one after `after`. Tokens are counted as of `at`, so that a list by their number
 * stands still while they come and go. A page of 1,000 bots with 5,000 tokens takes 4 ms, by their number 14 to 32.
 */
export async function list(
  db: Db,
  page: BotFilter & {
    at: Date;
    limit: number;
    sort?: BotSort;
    descending?: boolean;
    after?: BotCursor | undefined;
  },
): Promise<Bot[]> {
  const { at, limit, sort = 'username', descending = false, after } = page;
  const by = sortedBy(sort, at);
  const direction = descending ? 'desc' : 'asc';
  let query = bots(db, at).where(fits(page));
  if (after) {
    const later = sql.raw(descending ? '<' : '>');
    query = query.where(sql<boolean>`(${by}, bot.id) ${later} (${after.value}, ${after.id}::uuid)`);
  }
  return query
    .orderBy(sort === 'tokens' ? sql.ref('token_count') : by, direction)
    .orderBy('bot.id', direction)
    .limit(limit)
    .execute();
}

/** How many bots fit. */
export async function count(db: Db, filter: BotFilter): Promise<number> {
  const row = await withPeople(db)
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(fits(filter))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * Keeps others from changing this bot, or making tokens for it, until the transaction ends. Its key stays free: two
 * bots that issue tokens for each other name each other as makers, and would wait for one another for ever.
 */
export async function lock(db: Db, id: Id<'bot'>): Promise<void> {
  await db.selectFrom('bot').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Writes what has changed of a bot. */
export async function update(db: Db, id: Id<'bot'>, changes: Updateable<Tables['bot']>): Promise<void> {
  await db.updateTable('bot').set(changes).where('id', '=', id).execute();
}

function sortedBy(sort: BotSort, at: Date) {
  switch (sort) {
    case 'username':
      return sql.ref('bot.username');
    case 'created':
      return sql.ref('bot.created_at');
    case 'owner':
      return sql.ref('owner.name');
    case 'tokens':
      return tokenCount(at);
  }
}

function fits({ owner, orphaned, state, service, like, offeredAt, deleted }: BotFilter) {
  const conditions = [within('bot')];
  if (!deleted) conditions.push(sql`bot.deleted_at is null`);
  if (owner !== undefined) conditions.push(sql`bot.owner_id = ${owner}`);
  if (orphaned) conditions.push(sql`owner.is_deactivated`);
  if (state)
    conditions.push(state === 'active' ? sql`bot.disabled_at is null` : sql`bot.disabled_at is not null`);
  if (service) conditions.push(isIn(service));
  if (offeredAt) conditions.push(sql`bot.offer_ends_at > ${offeredAt}`);
  if (like !== undefined)
    conditions.push(sql`(strpos(bot.username, ${like}) > 0 or strpos(lower(bot.display_name), ${like}) > 0)`);
  return sql.join<boolean>(conditions, sql` and `);
}

const isIn = ({ type, externalId }: NonNullable<BotFilter['service']>) =>
  sql<boolean>`exists (
    select from identity
    join service on service.organization_id = identity.organization_id and service.id = identity.service_id
    where identity.organization_id = bot.organization_id and identity.bot_id = bot.id
      and service.service_type = ${type}
      and (${externalId ?? null}::text is null or service.external_id = ${externalId ?? null}))`;

const tokenCount = (at: Date) =>
  sql<number>`(select count(*)::int from token
    where token.organization_id = bot.organization_id and token.bot_id = bot.id and ${aliveAt(at)})`;

function bots(db: Db, at: Date) {
  return withPeople(db)
    .leftJoin('member as backup', (join) =>
      join
        .onRef('backup.organization_id', '=', 'bot.organization_id')
        .onRef('backup.id', '=', 'bot.backup_owner_id'),
    )
    .leftJoin('member as offered', (join) =>
      join
        .onRef('offered.organization_id', '=', 'bot.organization_id')
        .onRef('offered.id', '=', 'bot.offered_to_id'),
    )
    .selectAll('bot')
    .select([
      'owner.name as owner_name',
      'owner.is_deactivated as owner_is_deactivated',
      'backup.name as backup_owner_name',
      'offered.name as offered_to_name',
      tokenCount(at).as('token_count'),
    ])
    .where(within('bot'));
}

function withPeople(db: Db) {
  return db
    .selectFrom('bot')
    .innerJoin('member as owner', (join) =>
      join.onRef('owner.organization_id', '=', 'bot.organization_id').onRef('owner.id', '=', 'bot.owner_id'),
    );
}

/** Bots that wait for this member to accept them. */
export async function offeredTo(
  db: Db,
  member: Id<'member'>,
  at: Date,
): Promise<(Bot & { offer_ends_at: Date })[]> {
  return bots(db, at)
    .where(fits({}))
    .where('bot.offered_to_id', '=', member)
    .where('bot.offer_ends_at', '>', at)
    .orderBy('bot.username')
    .$narrowType<{ offer_ends_at: Date }>()
    .execute();
}
