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
  /** A message's; otherwise the next one. */
  sequence?: string;
}

/**
 * Writes an event and a delivery for each webhook that hears of it, in one statement: those of its bot, and those that
 * hear of all bots while their own bot's owner is an admin. One that nobody hears of is not written. Processes are told
 * with the commit. Resolves with how many deliveries there are.
 */
export async function insert(db: Db, event: NewEvent): Promise<number> {
  const { organization_id, id, type, bot_id, order_key, payload, created_at, traceparent, sequence } = event;
  const { rows } = await sql<{ count: number }>`
    with heard as (
      select webhook.id, webhook.status from webhook
      join bot on bot.organization_id = webhook.organization_id and bot.id = webhook.bot_id
      join member owner on owner.organization_id = bot.organization_id and owner.id = bot.owner_id
      where webhook.organization_id = ${organization_id} and webhook.deleted_at is null
        and (webhook.events = '{}' or ${type} = any(webhook.events))
        and (webhook.bot_id = ${bot_id}::uuid or (webhook.hears = 'all' and ${type} <> 'message'
          and owner.role = 'admin' and not owner.is_deactivated))
    ), written as (
      insert into event (organization_id, id, sequence, type, bot_id, order_key, payload, created_at, traceparent)
      select ${organization_id}::uuid, ${id}::uuid,
        coalesce(${sequence ?? null}::bigint, nextval(pg_get_serial_sequence('event', 'sequence'))),
        ${type}, ${bot_id}::uuid, ${order_key}, ${payload}, ${created_at}::timestamptz, ${traceparent}
      where exists (select from heard)
      returning id
    ), made as (
      insert into delivery (organization_id, id, event_id, webhook_id, trigger, order_key, state, due_at, created_at)
      select ${organization_id}::uuid, gen_random_uuid(), written.id, heard.id, 'event', ${order_key},
        case heard.status when 'disabled' then 'kept' else 'waiting' end, ${created_at}::timestamptz, ${created_at}::timestamptz
      from heard, written
      returning webhook_id
    )
    select count(*)::int as count, pg_notify(${DUE}, case when count(*) <= ${NAMED} then string_agg(webhook_id::text, ',') else '' end)
    from made having count(*) > 0`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The number of the next message, for its update_id. */
export async function nextSequence(db: Db): Promise<string> {
  const { rows } = await sql<{ next: string }>`
    select nextval(pg_get_serial_sequence('event', 'sequence')) as next`.execute(db);
  return rows[0]?.next ?? '0';
}

/** Has every process look at these webhooks, once this is committed: they have something to send. */
export async function wake(db: Db, ids: readonly Id<'webhook'>[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`select pg_notify(${DUE}, ${ids.length <= NAMED ? ids.join(',') : ''})`.execute(db);
}
