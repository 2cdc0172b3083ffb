import { type Selectable, sql } from 'kysely';
import type { DeliveryState } from '../core/delivery-words.ts';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type Attempt = Selectable<Tables['attempt']>;

/** A delivery with what it is of. */
export interface Delivery extends Selectable<Tables['delivery']> {
  event_type: string;
  /** Whether what is to be sent is still kept. */
  has_payload: boolean;
}

/** What to look for among the deliveries of a webhook. */
export interface Wanted {
  webhook: Id<'webhook'>;
  state?: DeliveryState | undefined;
  event?: string | undefined;
  since?: Date | undefined;
}

/** Those that fit, newest first, from before this place on. */
export async function list(
  db: Db,
  wanted: Wanted,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Delivery[]> {
  let query = deliveries(db, wanted).select('delivery.id').orderBy('delivery.sequence', 'desc').limit(limit);
  if (before !== undefined) query = query.where('delivery.sequence', '<', before);
  return selected(db).where('delivery.id', 'in', query).orderBy('delivery.sequence', 'desc').execute();
}

/** How many fit; no more than `most` are counted. */
export async function count(db: Db, wanted: Wanted, most: number): Promise<number> {
  const some = deliveries(db, wanted).select('delivery.id').limit(most).as('some');
  const { counted } = await db
    .selectFrom(some)
    .select(sql<number>`count(*)::int`.as('counted'))
    .executeTakeFirstOrThrow();
  return counted;
}

/** Those whose id begins so, with dashes or without; of one webhook, or of any. */
export async function findByStartOfId(
  db: Db,
  start: string,
  limit: number,
  webhook?: Id<'webhook'>,
): Promise<Delivery[]> {
  const digits = start.replaceAll('-', '');
  return selected(db)
    .where(sql<boolean>`(${webhook ?? null}::uuid is null or delivery.webhook_id = ${webhook ?? null})`)
    .where(
      sql<boolean>`delivery.id between ${digits.padEnd(32, '0')}::uuid and ${digits.padEnd(32, 'f')}::uuid`,
    )
    .orderBy('delivery.id')
    .limit(limit)
    .execute();
}

/** The very bytes that are sent; null when they were let go of. */
export async function payloadOf(db: Db, event: Id<'event'>): Promise<string | null> {
  const found = await db
    .selectFrom('event')
    .select('payload')
    .where(within('event'))
    .where('id', '=', event)
    .executeTakeFirst();
  return found?.payload ?? null;
}

/** The latest attempts of a delivery, the last first. */
export async function attemptsOf(db: Db, delivery: Id<'delivery'>, limit: number): Promise<Attempt[]> {
  return db
    .selectFrom('attempt')
    .selectAll()
    .where(within('attempt'))
    .where('delivery_id', '=', delivery)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** Looks at an event for each delivery, so that it walks along the deliveries: joined, it read both tables first. */
function deliveries(db: Db, { webhook, state, event, since }: Wanted) {
  let query = db.selectFrom('delivery').where(within('delivery')).where('delivery.webhook_id', '=', webhook);
  if (state !== undefined) query = query.where('delivery.state', '=', state);
  if (since) query = query.where('delivery.created_at', '>=', since);
  if (event === undefined) return query;
  return query.where(
    sql<boolean>`(select type from event where event.organization_id = delivery.organization_id and event.id = delivery.event_id) = ${event}`,
  );
}

function selected(db: Db) {
  return db
    .selectFrom('delivery')
    .innerJoin('event', (join) =>
      join
        .onRef('event.organization_id', '=', 'delivery.organization_id')
        .onRef('event.id', '=', 'delivery.event_id'),
    )
    .selectAll('delivery')
    .select(['event.type as event_type', sql<boolean>`event.payload is not null`.as('has_payload')])
    .where(within('delivery'));
}
