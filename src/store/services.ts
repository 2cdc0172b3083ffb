import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type Service = Selectable<Tables['service']>;

/** A service by what people call it: Sym's service key in two parts. */
export interface ServiceKey {
  service_type: string;
  external_id: string;
}

/** Inserts a service; undefined when it is there already. */
export async function insert(db: Db, service: Service): Promise<Service | undefined> {
  return db
    .insertInto('service')
    .values(service)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'service_type', 'external_id']).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
}

export async function find(db: Db, key: ServiceKey): Promise<Service | undefined> {
  return byKey(db, key).executeTakeFirst();
}

/** Keeps it from being removed until the transaction ends; others may refer to it meanwhile. */
export async function hold(db: Db, key: ServiceKey): Promise<Service | undefined> {
  return byKey(db, key).forKeyShare().executeTakeFirst();
}

/** Keeps it from being changed, and from being referred to anew, until the transaction ends. */
export async function lock(db: Db, key: ServiceKey): Promise<Service | undefined> {
  return byKey(db, key).forUpdate().executeTakeFirst();
}

export async function setLabel(db: Db, id: Id<'service'>, label: string): Promise<void> {
  await db.updateTable('service').set({ label }).where('id', '=', id).execute();
}

export async function remove(db: Db, id: Id<'service'>): Promise<void> {
  await db.deleteFrom('service').where('id', '=', id).execute();
}

/** The types of which there is a service, each with how many there are. */
export async function types(db: Db): Promise<{ service_type: string; count: number }[]> {
  return db
    .selectFrom('service')
    .select(['service_type', sql<number>`count(*)::int`.as('count')])
    .where(within('service'))
    .groupBy('service_type')
    .orderBy('service_type')
    .execute();
}

/** All of one type. */
export async function ofType(db: Db, type: string): Promise<Service[]> {
  return db
    .selectFrom('service')
    .selectAll()
    .where(within('service'))
    .where('service_type', '=', type)
    .orderBy('external_id')
    .execute();
}

/** Services by type and external id, from the one after `after`, with how many bots have an identity in each. */
export async function list(
  db: Db,
  page: { limit: number; after?: ServiceKey | undefined },
): Promise<(Service & { bot_count: number })[]> {
  const { limit, after } = page;
  let query = db.selectFrom('service').selectAll('service').where(within('service'));
  if (after)
    query = query.where(
      sql<boolean>`(service_type, external_id) > (${after.service_type}, ${after.external_id})`,
    );
  return query
    .select((select) =>
      select
        .selectFrom('identity')
        .innerJoin('bot', (join) =>
          join
            .onRef('bot.organization_id', '=', 'identity.organization_id')
            .onRef('bot.id', '=', 'identity.bot_id'),
        )
        .whereRef('identity.organization_id', '=', 'service.organization_id')
        .whereRef('identity.service_id', '=', 'service.id')
        .where('bot.deleted_at', 'is', null)
        .select(sql<number>`count(*)::int`.as('count'))
        .as('bot_count'),
    )
    .$narrowType<{ bot_count: number }>()
    .orderBy('service_type')
    .orderBy('external_id')
    .limit(limit)
    .execute();
}

export async function count(db: Db): Promise<number> {
  const row = await db
    .selectFrom('service')
    .select(sql<number>`count(*)::int`.as('count'))
    .where(within('service'))
    .executeTakeFirstOrThrow();
  return row.count;
}

function byKey(db: Db, { service_type: type, external_id: externalId }: ServiceKey) {
  return db
    .selectFrom('service')
    .selectAll()
    .where(within('service'))
    .where('service_type', '=', type)
    .where('external_id', '=', externalId);
}
