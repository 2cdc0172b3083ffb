import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';

/** Where every process hears which webhooks have something to send. */
export const DUE = 'botmint_due';

/** As many are named; of more it is only said that there are some. Postgres takes 8000 bytes a notification. */
const NAMED = 200;

export interface NewEvent {
  organization_id: Id<'organization'>;
  id: Id<'event'>;
  type: string;
  bot_id: Id<'bot'> | null;
  order_key: string | null;
  payload: string;
  created_at: Date;
  traceparent: string | null;
  /** A message's; null for the next one. */
  sequence: string | null;
}

const HEARS = sql`webhook.deleted_at is null and (webhook.events = '{}' or happened.type = any(webhook.events))`;

/**
 * Which webhook hears of what: those of its bot, and those that hear of all bots while their own bot's owner is an
 * admin. They are looked up apart, each by its index: asked for with one OR, all webhooks of the organization are read.
 */
const heardIn = (organization: Id<'organization'>) => sql`
  select happened.id as event_id, webhook.id as webhook_id, webhook.status
  from happened join webhook on webhook.organization_id = ${organization} and webhook.bot_id = happened.bot_id
  where ${HEARS}
  union all
  select happened.id, webhook.id, webhook.status
  from webhook
  join bot on bot.organization_id = webhook.organization_id and bot.id = webhook.bot_id
  join member owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id
  join happened on happened.bot_id is distinct from webhook.bot_id and happened.type <> 'message'
  where webhook.organization_id = ${organization} and webhook.hears = 'all' and ${HEARS}
    and owner.role = 'admin' and not owner.is_deactivated`;

/**
 * Writes what happened in one organization, and a delivery for each webhook that hears of it, in one statement and in
 * this order. What nobody hears of is not written. Processes are told with the commit. Resolves with how many
 * deliveries there are.
 */
export async function insert(db: Db, ...happened: NewEvent[]): Promise<number> {
  const [first, second] = happened;
  if (!first) return 0;
  const { rows } = await sql<{ count: number }>`
    ${second ? many(happened) : one(first)},
    heard as materialized (${heardIn(first.organization_id)}
    ), written as (
      insert into event (organization_id, id, sequence, type, bot_id, order_key, payload, created_at, traceparent)
      select ${first.organization_id}::uuid, id,
        coalesce(sequence, nextval(pg_get_serial_sequence('event', 'sequence'))),
        type, bot_id, order_key, payload, created_at, traceparent
      from happened where id in (select event_id from heard) order by place
      returning id, sequence, order_key, created_at
    ), made as (
      insert into delivery (organization_id, id, event_id, webhook_id, trigger, order_key, state, due_at, created_at)
      select ${first.organization_id}::uuid, gen_random_uuid(), written.id, heard.webhook_id, 'event', order_key,
        case heard.status when 'disabled' then 'kept' else 'waiting' end, created_at, created_at
      from written join heard on heard.event_id = written.id order by written.sequence
      returning webhook_id
    ), due as (
      select count(*)::int as count, count(distinct webhook_id) as webhooks from made
    )
    select count, pg_notify(${DUE}, case when webhooks <= ${NAMED}
      then (select string_agg(distinct webhook_id::text, ',') from made) else '' end)
    from due where count > 0`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Nearly every command has one event, so that is prepared, under the name it begins with: where nobody hears of it, that
 * takes 0.2 ms, and 1.1 planned at each call. An array is planned each time whatever its name.
 */
const one = (event: NewEvent) => sql`
    /* insert_event */
    with happened as (
      select ${event.id}::uuid as id, ${event.type}::text as type, ${event.bot_id}::uuid as bot_id,
        ${event.order_key}::text as order_key, ${event.payload}::text as payload,
        ${event.created_at}::timestamptz as created_at, ${event.traceparent}::text as traceparent,
        ${event.sequence}::bigint as sequence, 1 as place
    )`;

function many(happened: readonly NewEvent[]) {
  const column = (name: keyof NewEvent) => sql.val(happened.map((event) => event[name]));
  return sql`
    with happened as (
      select * from unnest(${column('id')}::uuid[], ${column('type')}::text[], ${column('bot_id')}::uuid[],
        ${column('order_key')}::text[], ${column('payload')}::text[], ${column('created_at')}::timestamptz[],
        ${column('traceparent')}::text[], ${column('sequence')}::bigint[]) with ordinality
        as happened (id, type, bot_id, order_key, payload, created_at, traceparent, sequence, place)
    )`;
}

/** As `insert`, of any number: with each statement as many as make a few thousand deliveries, which take it 0.1 s. */
export async function insertMany(db: Db, happened: readonly NewEvent[]): Promise<number> {
  let rest = happened;
  let size = 50;
  let count = 0;
  while (rest.length > 0) {
    const made = await insert(db, ...rest.slice(0, size));
    rest = rest.slice(size);
    count += made;
    size = Math.max(1, Math.min(1000, Math.floor((size * 2000) / Math.max(made, 1))));
  }
  return count;
}

/** Those of these bots of which some webhook hears such a thing: asked first by whoever has much to tell. */
export async function heardOf(
  db: Db,
  organization: Id<'organization'>,
  type: string,
  bots: readonly Id<'bot'>[],
): Promise<Set<Id<'bot'>>> {
  const { rows } = await sql<{ id: Id<'bot'> }>`
    with happened as (
      select id, id as bot_id, ${type}::text as type from unnest(${[...new Set(bots)]}::uuid[]) as id
    )
    select distinct event_id as id from (${heardIn(organization)}) heard`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/**
 * So many numbers, for the update_ids of messages. Until the transaction ends nobody else takes one for these rooms, so
 * that what comes later in a room is committed later. Rooms are locked in one order, for two that bring messages to the
 * same two would wait for one another for ever.
 */
export async function numberMessages(
  db: Db,
  organization: Id<'organization'>,
  { rooms, count }: { rooms: readonly string[]; count: number },
): Promise<number[]> {
  for (const room of [...new Set(rooms)].toSorted())
    await sql`select pg_advisory_xact_lock(hashtextextended(${`message ${organization} ${room}`}, 0))`.execute(
      db,
    );
  const { rows } = await sql<{ next: string }>`
    select nextval(pg_get_serial_sequence('event', 'sequence')) as next
    from generate_series(1, ${count}::int)`.execute(db);
  return rows.map(({ next }) => Number(next));
}

/** Has every process look at these webhooks, once this is committed: they have something to send. */
export async function wake(db: Db, ids: readonly Id<'webhook'>[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`select pg_notify(${DUE}, ${ids.length <= NAMED ? ids.join(',') : ''})`.execute(db);
}
