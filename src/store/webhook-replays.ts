import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { WebhookStatus } from '../core/webhooks.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { walkAlongIndexes } from './walking.ts';
import { within } from './within.ts';

type ReplayRow = Selectable<Tables['webhook_replay']>;

export interface Replay extends ReplayRow {
  /** As in `steve/default`. */
  webhook_name: string;
  webhook_status: WebhookStatus;
  webhook_deleted_at: Date | null;
}

export async function find(db: Db, id: Id<'webhook_replay'>): Promise<Replay | undefined> {
  return replays(db).where('replay.id', '=', id).executeTakeFirst();
}

/** The one that is under way, locked; undefined when it is over. */
export async function lockOpen(db: Db, id: Id<'webhook_replay'>): Promise<Replay | undefined> {
  return replays(db)
    .where('replay.id', '=', id)
    .where('replay.finished_at', 'is', null)
    .forUpdate('replay')
    .executeTakeFirst();
}

/** The one that is under way at a webhook. */
export async function openOf(db: Db, webhook: Id<'webhook'>): Promise<Replay | undefined> {
  return replays(db)
    .where('replay.webhook_id', '=', webhook)
    .where('replay.finished_at', 'is', null)
    .executeTakeFirst();
}

/** All that are under way, in all organizations. */
export async function listOpen(across: Db): Promise<Pick<ReplayRow, 'organization_id' | 'id'>[]> {
  return across
    .selectFrom('webhook_replay')
    .select(['organization_id', 'id'])
    .where('finished_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

export async function insert(db: Db, replay: Insertable<Tables['webhook_replay']>): Promise<void> {
  await db.insertInto('webhook_replay').values(replay).execute();
}

type Range = Pick<ReplayRow, 'organization_id' | 'webhook_id' | 'since' | 'until' | 'states' | 'created_at'>;

/**
 * Deliveries of a range: what is told again was told for the first time once, so an event stands there once. Not those
 * that were sent again since, or wait to be; nor those that came to their end after the replay was asked for.
 *
 * Written so that no plan, whatever Postgres believes of its tables, is worse than a walk along delivery_undelivered with
 * a look into delivery_again for each: taken for a join, 10,000 were not done within 20 s.
 */
const fits = ({ organization_id, webhook_id, since, until, states, created_at }: Range) => sql`
  old.organization_id = ${organization_id} and old.webhook_id = ${webhook_id}
    and old.trigger not in ('replay', 'test')
    and old.state in ('failed', 'expired', 'kept') and old.state = any(${states}::text[])
    and old.created_at >= ${since} and old.created_at < ${until}
    and (old.finished_at is null or old.finished_at <= ${created_at})
    and not exists (select from delivery again
      where again.organization_id = old.organization_id and again.event_id = old.event_id
        and again.webhook_id = old.webhook_id and again.trigger = 'replay' and again.state in ('waiting', 'delivered')
      offset 0)`;

/** How many deliveries can be sent again. */
export async function count(db: Db, range: Range): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from delivery old
    where ${fits(range)} and (select payload is not null from event
      where event.organization_id = old.organization_id and event.id = old.event_id)`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Queues the next of a range and writes how far it is, in one statement. A replay that has come to its end counts what
 * could not be sent as passed over. It has to be locked.
 */
export async function advance(db: Db, replay: ReplayRow, limit: number, at: Date): Promise<ReplayRow> {
  const { organization_id, id, webhook_id, position } = replay;
  await walkAlongIndexes(db);
  const { rows } = await sql<ReplayRow>`
    with next as materialized (
      select old.organization_id, old.event_id, old.sequence from delivery old
      where ${fits(replay)} and old.sequence > ${position}
      order by old.sequence
      limit ${limit}
    ), picked as (
      select next.event_id, next.sequence, event.order_key, event.payload is not null as is_kept
      from next
      join event on event.organization_id = next.organization_id and event.id = next.event_id
    ), made as (
      insert into delivery (organization_id, id, event_id, webhook_id, trigger, order_key, state, due_at, created_at)
      select ${organization_id}::uuid, gen_random_uuid(), event_id, ${webhook_id}::uuid, 'replay', 'replay:' || order_key,
        'waiting', ${at}::timestamptz, ${at}::timestamptz
      from picked where is_kept
      order by sequence
    ), counted as (
      select max(sequence) as last, count(*) filter (where is_kept) as done, count(*) filter (where not is_kept) as skipped,
        count(*) < ${limit} as is_last
      from picked
    )
    update webhook_replay set position = coalesce(last, position), done = webhook_replay.done + counted.done,
      skipped = case when is_last then greatest(total - webhook_replay.done - counted.done, 0)
        else webhook_replay.skipped + counted.skipped end,
      finished_at = case when is_last then ${at}::timestamptz end
    from counted
    where organization_id = ${organization_id} and id = ${id}
    returning webhook_replay.*`.execute(db);
  return rows[0] ?? replay;
}

/** Queues the event of one delivery again; undefined when it waits to be sent already, or is not kept any more. */
export async function insertOne(
  db: Db,
  { organization_id, event_id, webhook_id }: Selectable<Tables['delivery']>,
  at: Date,
): Promise<Id<'delivery'> | undefined> {
  const { rows } = await sql<{ id: Id<'delivery'> }>`
    insert into delivery (organization_id, id, event_id, webhook_id, trigger, order_key, state, due_at, created_at)
    select organization_id, gen_random_uuid(), id, ${webhook_id}::uuid, 'replay', 'replay:' || order_key, 'waiting',
      ${at}::timestamptz, ${at}::timestamptz
    from event
    where organization_id = ${organization_id} and id = ${event_id} and payload is not null
      and not exists (select from delivery again
        where again.organization_id = event.organization_id and again.event_id = event.id
          and again.webhook_id = ${webhook_id} and again.state = 'waiting')
    returning id`.execute(db);
  return rows[0]?.id;
}

/** Ends it where it is. */
export async function stop(db: Db, { organization_id, id }: ReplayRow, at: Date): Promise<void> {
  await db
    .updateTable('webhook_replay')
    .set({ finished_at: at })
    .where('organization_id', '=', organization_id)
    .where('id', '=', id)
    .execute();
}

function replays(db: Db) {
  return db
    .selectFrom('webhook_replay as replay')
    .innerJoin('webhook', (join) =>
      join
        .onRef('webhook.organization_id', '=', 'replay.organization_id')
        .onRef('webhook.id', '=', 'replay.webhook_id'),
    )
    .innerJoin('bot', (join) =>
      join
        .onRef('bot.organization_id', '=', 'webhook.organization_id')
        .onRef('bot.id', '=', 'webhook.bot_id'),
    )
    .selectAll('replay')
    .select([
      sql<string>`bot.username || '/' || webhook.name`.as('webhook_name'),
      'webhook.status as webhook_status',
      'webhook.deleted_at as webhook_deleted_at',
    ])
    .where(within('webhook'));
}
