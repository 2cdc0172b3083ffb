import { type RawBuilder, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Held } from './webhook-leases.ts';

/** A delivery that is due, with what is to be said. */
export interface Due {
  id: Id<'delivery'>;
  trigger: 'event' | 'replay' | 'test';
  order_key: string | null;
  attempts: number;
  event_id: Id<'event'>;
  type: string;
  /** Null: it was let go of. */
  payload: string | null;
  created_at: Date;
  happened_at: Date;
  traceparent: string | null;
}

/** Whether a delivery's turn has come: nothing that goes before it waits for another attempt. */
export function isFree(
  webhook: Record<'organization_id' | 'id' | 'ordering', RawBuilder<unknown>>,
  at: Date,
): RawBuilder<boolean> {
  const later = sql`delivery later where later.organization_id = ${webhook.organization_id}
    and later.webhook_id = ${webhook.id} and later.state = 'waiting' and later.due_at > ${at}`;
  return sql`case ${webhook.ordering}
    when 'none' then true
    when 'webhook' then not exists (select from ${later})
    else delivery.order_key is null
      or delivery.order_key not in (select later.order_key from ${later} and later.order_key is not null) end`;
}

/** What is not to be read: it is in hand, or waits for what is. */
export interface InHand {
  ids: readonly string[];
  rooms: readonly string[];
}

/**
 * What is due at a webhook and free to go, but for what is in hand: live before what is told again, in the order in which
 * it came.
 */
export async function listDue(
  outgoing: Db,
  { organization_id, id, ordering }: Pick<Held, 'organization_id' | 'id' | 'ordering'>,
  { at, but, limit }: { at: Date; but: InHand; limit: number },
): Promise<Due[]> {
  const webhook = { organization_id: sql.val(organization_id), id: sql.val(id), ordering: sql.val(ordering) };
  const { rows } = await sql<Due>`
    /* delivery_due */
    select delivery.id, trigger, delivery.order_key, attempts, event_id, type, payload, delivery.created_at,
      event.created_at as happened_at, traceparent
    from delivery
    -- Each looked up by its whole key: joined, a plan from when there were few reads all of the organization for each.
    cross join lateral (select * from event
      where event.organization_id = delivery.organization_id and event.id = delivery.event_id limit 1) event
    where delivery.organization_id = ${organization_id} and delivery.webhook_id = ${id}
      and state = 'waiting' and due_at <= ${at} and delivery.id <> all(${but.ids}::uuid[])
      and (delivery.order_key is null or delivery.order_key <> all(${but.rooms}::text[])) and ${isFree(webhook, at)}
    order by (trigger = 'replay'), delivery.sequence
    limit ${limit}`.execute(outgoing);
  return rows;
}

/** What became of an attempt. */
export interface Settled {
  organization_id: Id<'organization'>;
  id: Id<'delivery'>;
  /** 1 is the first. */
  number: number;
  state: 'waiting' | 'delivered' | 'failed' | 'expired';
  due_at: Date;
  finished_at: Date | null;
  started_at: Date;
  duration_ms: number;
  address: string | null;
  status: number | null;
  error: string | null;
  retry_after: number | null;
  response_headers: string | null;
  response_body: string | null;
  is_cut: boolean;
}

/**
 * Writes attempts and what became of their deliveries, in one statement however many, unless one was written of the same
 * number: of two that were sent at once, the first to be written counts.
 */
export async function settle(outgoing: Db, settled: readonly Settled[]): Promise<void> {
  const column = (name: keyof Settled) => sql.val(settled.map((each) => each[name]));
  await sql`
    /* delivery_settle */
    with said as (
      select * from unnest(${column('organization_id')}::uuid[], ${column('id')}::uuid[], ${column('number')}::int[],
        ${column('state')}::text[], ${column('due_at')}::timestamptz[], ${column('finished_at')}::timestamptz[],
        ${column('started_at')}::timestamptz[], ${column('duration_ms')}::int[], ${column('address')}::inet[],
        ${column('status')}::int[], ${column('error')}::text[], ${column('retry_after')}::int[],
        ${column('response_headers')}::jsonb[], ${column('response_body')}::text[], ${column('is_cut')}::bool[])
      as said (organization_id, id, number, state, due_at, finished_at, started_at, duration_ms, address, status, error,
        retry_after, response_headers, response_body, is_cut)
    ), wanted as (
      select delivery.organization_id, delivery.id from delivery join said using (organization_id, id)
      -- Those that wait, said so that it is found by its key, and not among all that wait.
      where delivery.finished_at is null and delivery.state <> 'kept' and attempts = number - 1
      order by delivery.sequence for no key update of delivery
    ), written as (
      update delivery set state = said.state, attempts = number, due_at = said.due_at, last_status = status,
        last_error = error, finished_at = said.finished_at
      from said join wanted using (organization_id, id)
      where delivery.organization_id = wanted.organization_id and delivery.id = wanted.id
      returning delivery.organization_id, delivery.id
    )
    insert into attempt (organization_id, delivery_id, number, started_at, duration_ms, address, status, error,
      retry_after, response_headers, response_body, is_cut)
    select organization_id, id, number, started_at, duration_ms, address, status, error, retry_after, response_headers,
      response_body, is_cut
    from said join written using (organization_id, id)`.execute(outgoing);
}

/** Ends what is too old to be said, without an attempt. */
export async function expire(
  outgoing: Db,
  organization: Id<'organization'>,
  ids: readonly Id<'delivery'>[],
  at: Date,
): Promise<void> {
  await sql`
    with wanted as (
      select organization_id, id from delivery
      where organization_id = ${organization} and id = any(${ids}::uuid[]) and state = 'waiting'
      order by sequence for no key update
    )
    update delivery set state = 'expired', finished_at = ${at} from wanted
    where delivery.organization_id = wanted.organization_id and delivery.id = wanted.id`.execute(outgoing);
}
