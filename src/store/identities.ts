import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { ServiceKey } from './services.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

/** A bot's name in a service. */
export interface Identity extends Selectable<Tables['identity']>, ServiceKey {}

/** All of these bots, by service. */
export async function ofBots(db: Db, bots: readonly Id<'bot'>[]): Promise<Identity[]> {
  return db
    .selectFrom('identity')
    .innerJoin('service', (join) =>
      join
        .onRef('service.organization_id', '=', 'identity.organization_id')
        .onRef('service.id', '=', 'identity.service_id'),
    )
    .selectAll('identity')
    .select(['service.service_type', 'service.external_id'])
    .where(within('identity'))
    .where(sql<boolean>`bot_id = any(${bots}::uuid[])`)
    .orderBy('service_type')
    .orderBy('external_id')
    .execute();
}

/** All of one bot, by service. */
export const ofBot = (db: Db, bot: Id<'bot'>): Promise<Identity[]> => ofBots(db, [bot]);

/** The services in which any bot that is not deleted has an identity, by their keys. */
export async function servicesInUse(db: Db): Promise<ServiceKey[]> {
  return db
    .selectFrom('service')
    .select(['service_type', 'external_id'])
    .where(within('service'))
    .where((service) =>
      service.exists(
        service
          .selectFrom('identity')
          .innerJoin('bot', (join) =>
            join
              .onRef('bot.organization_id', '=', 'identity.organization_id')
              .onRef('bot.id', '=', 'identity.bot_id'),
          )
          .select('identity.bot_id')
          .whereRef('identity.organization_id', '=', 'service.organization_id')
          .whereRef('identity.service_id', '=', 'service.id')
          .where('bot.deleted_at', 'is', null),
      ),
    )
    .orderBy('service_type')
    .orderBy('external_id')
    .execute();
}

/** Writes what a bot is called in a service from now on. */
export async function upsert(db: Db, ...all: Insertable<Tables['identity']>[]): Promise<void> {
  await db
    .insertInto('identity')
    .values(all)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'bot_id', 'service_id']).doUpdateSet((excluded) => ({
        value: excluded.ref('excluded.value'),
        updated_at: excluded.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

export async function remove(db: Db, bot: Id<'bot'>, service: Id<'service'>): Promise<void> {
  await db.deleteFrom('identity').where('bot_id', '=', bot).where('service_id', '=', service).execute();
}

/**
 * Bots that are not deleted, from the one after `after`, each with its name in this service or null. A thousand take
 * 3 ms.
 */
export async function listIn(
  db: Db,
  service: Id<'service'>,
  page: { after: Id<'bot'> | undefined; limit: number },
): Promise<{ id: Id<'bot'>; username: string; value: string | null }[]> {
  return db
    .selectFrom('bot')
    .leftJoin('identity', (join) =>
      join
        .onRef('identity.organization_id', '=', 'bot.organization_id')
        .onRef('identity.bot_id', '=', 'bot.id')
        .on('service_id', '=', service),
    )
    .select(['bot.id', 'username', 'value'])
    .where(within('bot'))
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`(${page.after ?? null}::uuid is null or bot.id > ${page.after ?? null}::uuid)`)
    .orderBy('bot.id')
    .limit(page.limit)
    .execute();
}

/** How many bots that are not deleted have one in this service. */
export async function countIn(db: Db, service: Id<'service'>): Promise<number> {
  const row = await db
    .selectFrom('identity')
    .innerJoin('bot', (join) =>
      join
        .onRef('bot.organization_id', '=', 'identity.organization_id')
        .onRef('bot.id', '=', 'identity.bot_id'),
    )
    .select(sql<number>`count(*)::int`.as('count'))
    .where(within('identity'))
    .where('service_id', '=', service)
    .where('bot.deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Removes every one in this service. */
export async function removeAllIn(db: Db, service: Id<'service'>): Promise<void> {
  await db.deleteFrom('identity').where('service_id', '=', service).execute();
}
