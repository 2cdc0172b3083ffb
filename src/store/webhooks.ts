import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type WebhookRow = Selectable<Tables['webhook']>;

/** A webhook with its bot and whose that is. */
export interface Webhook extends WebhookRow {
  username: string;
  owner_id: Id<'member'>;
  owner_name: string;
  owner_is_deactivated: boolean;
  backup_owner_id: Id<'member'> | null;
  bot_disabled_at: Date | null;
}

/** Inserts a webhook; undefined when the bot has one of that name. */
export async function insert(
  db: Db,
  webhook: Insertable<Tables['webhook']>,
): Promise<WebhookRow | undefined> {
  return db
    .insertInto('webhook')
    .values(webhook)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** The webhook with this id, unless it was deleted. */
export async function find(db: Db, id: Id<'webhook'>): Promise<Webhook | undefined> {
  return webhooks(db).where('webhook.id', '=', id).executeTakeFirst();
}

/** A bot's webhooks by their names. */
export async function listOf(db: Db, bot: Id<'bot'>): Promise<Webhook[]> {
  return webhooks(db).where('webhook.bot_id', '=', bot).orderBy('webhook.name').execute();
}

/** Writes what has changed; whoever is sending to it looks again. The bot has to be locked. */
export async function update(
  db: Db,
  id: Id<'webhook'>,
  changes: Updateable<Tables['webhook']> & { updated_at: Date },
): Promise<void> {
  await db
    .updateTable('webhook')
    .set((set) => ({ ...changes, version: set('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** Those with this in their ids, as many as `limit`. */
export async function findByPartOfId(db: Db, part: string, limit: number): Promise<Webhook[]> {
  return webhooks(db)
    .where(sql<boolean>`strpos(webhook.id::text, ${part}) > 0`)
    .orderBy('webhook.id')
    .limit(limit)
    .execute();
}

/** Those of one bot, of one owner's bots, or all, whose name or bot has `like` in it. */
export interface WebhookFilter {
  bot?: Id<'bot'> | undefined;
  owner?: Id<'member'> | undefined;
  like?: string | undefined;
}

/** Those that fit by their names, from the one after `after`. */
export async function list(
  db: Db,
  { after, limit, ...filter }: WebhookFilter & { after?: WebhookKey | undefined; limit: number },
): Promise<Webhook[]> {
  let query = webhooks(db).where(fits(filter));
  if (after)
    query = query.where(sql<boolean>`(bot.username, webhook.name) > (${after.username}, ${after.name})`);
  return query.orderBy('bot.username').orderBy('webhook.name').limit(limit).execute();
}

/** How many fit. */
export async function count(db: Db, filter: WebhookFilter): Promise<number> {
  const { count: found } = await webhooks(db)
    .clearSelect()
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(fits(filter))
    .executeTakeFirstOrThrow();
  return Number(found);
}

/** What a webhook is known by. */
export type WebhookKey = Pick<Webhook, 'username' | 'name'>;

const fits = ({ bot, owner, like = '' }: WebhookFilter) => sql<boolean>`(
  (${bot ?? null}::uuid is null or webhook.bot_id = ${bot ?? null})
  and (${owner ?? null}::uuid is null or bot.owner_id = ${owner ?? null})
  and strpos(bot.username || '/' || webhook.name, ${like}) > 0)`;

function webhooks(db: Db) {
  return db
    .selectFrom('webhook')
    .innerJoin('bot', (join) =>
      join
        .onRef('bot.organization_id', '=', 'webhook.organization_id')
        .onRef('bot.id', '=', 'webhook.bot_id'),
    )
    .innerJoin('member as owner', (join) =>
      join.onRef('owner.organization_id', '=', 'bot.organization_id').onRef('owner.id', '=', 'bot.owner_id'),
    )
    .selectAll('webhook')
    .select([
      'bot.username',
      'bot.owner_id',
      'bot.backup_owner_id',
      'bot.disabled_at as bot_disabled_at',
      'owner.name as owner_name',
      'owner.is_deactivated as owner_is_deactivated',
    ])
    .where(within('webhook'))
    .where('webhook.deleted_at', 'is', null);
}
