import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type BotRow = Selectable<Tables['bot']>;

/** A bot with its owner's name and how many tokens of it are alive. */
export interface Bot extends BotRow {
  owner_name: string;
  token_count: number;
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
  return bots(db, at).where(within('bot')).where('bot.username', '=', username).executeTakeFirst();
}

/** Bots that are not deleted, by name, from the one after `after`. */
export async function list(
  db: Db,
  page: {
    after?: string | undefined;
    limit: number;
    at: Date;
    owner?: Id<'member'> | undefined;
    like?: string;
  },
): Promise<Bot[]> {
  let query = bots(db, page.at).where(within('bot')).where('bot.deleted_at', 'is', null);
  if (page.after !== undefined) query = query.where('bot.username', '>', page.after);
  if (page.owner !== undefined) query = query.where('bot.owner_id', '=', page.owner);
  if (page.like !== undefined) query = query.where(sql<boolean>`strpos(bot.username, ${page.like}) > 0`);
  return query.orderBy('bot.username').limit(page.limit).execute();
}

/** How many bots there are that are not deleted. */
export async function count(db: Db): Promise<number> {
  const row = await db
    .selectFrom('bot')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('bot'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/**
 * Keeps others from changing this bot, or making tokens for it, until the transaction ends. Its key stays free: two
 * bots that issue tokens for each other name each other as makers, and would wait for one another for ever.
 */
export async function lock(db: Db, id: Id<'bot'>): Promise<BotRow | undefined> {
  return db.selectFrom('bot').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

export async function markDeleted(db: Db, id: Id<'bot'>, at: Date): Promise<void> {
  await db.updateTable('bot').set({ deleted_at: at }).where('id', '=', id).execute();
}

function bots(db: Db, at: Date) {
  return db
    .selectFrom('bot')
    .innerJoin('member as owner', (join) =>
      join.onRef('owner.organization_id', '=', 'bot.organization_id').onRef('owner.id', '=', 'bot.owner_id'),
    )
    .selectAll('bot')
    .select(['owner.name as owner_name'])
    .select((select) =>
      select
        .selectFrom('token')
        .whereRef('token.organization_id', '=', 'bot.organization_id')
        .whereRef('token.bot_id', '=', 'bot.id')
        .where('token.revoked_at', 'is', null)
        .where('token.expires_at', '>', at)
        .select(sql<number>`count(*)::int`.as('count'))
        .as('token_count'),
    )
    .$narrowType<{ token_count: number }>();
}
