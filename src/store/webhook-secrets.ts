import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type WebhookSecret = Selectable<Tables['webhook_secret']>;

/** Where a secret stands, as it is sealed for. */
export const placeOf = ({ organization_id, id }: Pick<WebhookSecret, 'organization_id' | 'id'>): string =>
  `${organization_id}|webhook_secret|${id}|sealed`;

/** A secret from now on: the one there was lives until `previousEnds`. The webhook has to be locked. */
export async function replace(
  db: Db,
  secret: Omit<WebhookSecret, 'expires_at'>,
  previousEnds: Date,
): Promise<void> {
  await db
    .updateTable('webhook_secret')
    .set({ expires_at: previousEnds })
    .where('organization_id', '=', secret.organization_id)
    .where('webhook_id', '=', secret.webhook_id)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', previousEnds)]))
    .execute();
  await db
    .insertInto('webhook_secret')
    .values({ ...secret, expires_at: null })
    .execute();
}

/** Those of a webhook that live, the oldest first: the one that stays is the last. */
export async function listLive(
  db: Db,
  { organization_id, id }: { organization_id: Id<'organization'>; id: Id<'webhook'> },
  at: Date,
): Promise<WebhookSecret[]> {
  return db
    .selectFrom('webhook_secret')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('webhook_id', '=', id)
    .where(sql<boolean>`(expires_at is null or expires_at > ${at})`)
    .orderBy(sql`expires_at nulls last`)
    .orderBy('created_at')
    .execute();
}
