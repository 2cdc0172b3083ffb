import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { walkAlongIndexes } from './walking.ts';

/** Deletes up to `limit` attempts from before. Resolves with how many. */
export async function deleteAttempts(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from attempt using (
      select organization_id, delivery_id, number from attempt where started_at < ${before}
      order by started_at limit ${limit}
    ) old
    where attempt.organization_id = old.organization_id and attempt.delivery_id = old.delivery_id
      and attempt.number = old.number`.execute(across);
  return Number(numAffectedRows);
}

/** Where a walk over events by their age has come to. */
export interface Place {
  /** To the microsecond. */
  created_at: string;
  organization_id: Id<'organization'>;
  id: Id<'event'>;
}

/**
 * Looks at the next events from before `finishedBefore` that are still kept whole, and lets go of what they say where
 * every delivery was finished by then. Resolves with the last one looked at; undefined: there are no more.
 */
export async function letGoOfPayloads(
  across: Db,
  { after, finishedBefore, limit }: { after: Place | undefined; finishedBefore: Date; limit: number },
): Promise<Place | undefined> {
  return across.transaction().execute(async (db) => {
    await walkAlongIndexes(db);
    const { rows } = await sql<Place>`
    with next as (
      select created_at, organization_id, id from event
      where payload is not null and created_at < ${finishedBefore}
        and (${after?.created_at ?? null}::timestamptz is null or (created_at, organization_id, id)
          > (${after?.created_at ?? null}::timestamptz, ${after?.organization_id ?? null}::uuid, ${after?.id ?? null}::uuid))
      order by created_at, organization_id, id
      limit ${limit}
    ), done as (
      update event set payload = null
      from next
      where event.organization_id = next.organization_id and event.id = next.id
        and not exists (select from delivery
          where delivery.organization_id = next.organization_id and delivery.event_id = next.id
            and (delivery.finished_at is null or delivery.finished_at >= ${finishedBefore}))
    )
    select created_at::text, organization_id, id from next
    order by next.created_at desc, organization_id desc, id desc limit 1`.execute(db);
    return rows[0];
  });
}

/**
 * Lets go of what events from before say, whatever became of it: what still waits has expired now, and what was kept as
 * long ago as it came. Resolves with how many events.
 */
export async function expireEvents(across: Db, before: Date, at: Date, limit: number): Promise<number> {
  return across.transaction().execute(async (db) => {
    await walkAlongIndexes(db);
    const { rows } = await sql<{ count: number }>`
      with old as (
        select organization_id, id from event where payload is not null and created_at < ${before}
        order by created_at, organization_id, id limit ${limit}
      ), expired as (
        update delivery set state = 'expired',
          finished_at = case state when 'kept' then delivery.created_at else ${at}::timestamptz end
        from old
        where delivery.organization_id = old.organization_id and delivery.event_id = old.id
          and delivery.finished_at is null
      ), done as (
        update event set payload = null from old where event.organization_id = old.organization_id and event.id = old.id
        returning event.id
      )
      select count(*)::int as count from done`.execute(db);
    return rows[0]?.count ?? 0;
  });
}

/**
 * Deletes up to `limit` deliveries that were finished before, with their attempts, and the events that nothing is left
 * of. Resolves with how many deliveries.
 */
export async function deleteDeliveries(across: Db, before: Date, limit: number): Promise<number> {
  return across.transaction().execute(async (db) => {
    const { rows } = await sql<{ organization_id: Id<'organization'>; event_id: Id<'event'> }>`
      delete from delivery using (
        select organization_id, id from delivery where finished_at < ${before} order by finished_at limit ${limit}
      ) old
      where delivery.organization_id = old.organization_id and delivery.id = old.id
      returning delivery.organization_id, delivery.event_id`.execute(db);
    await sql`
      delete from event using unnest(${rows.map((row) => row.organization_id)}::uuid[], ${rows.map((row) => row.event_id)}::uuid[])
        as gone (organization_id, id)
      where event.organization_id = gone.organization_id and event.id = gone.id
        and not exists (select from delivery
          where delivery.organization_id = event.organization_id and delivery.event_id = event.id)`.execute(
      db,
    );
    return rows.length;
  });
}

/** Deletes secrets that ended before, and those of webhooks that were deleted before. */
export async function deleteSecrets(across: Db, before: Date): Promise<void> {
  await sql`
    delete from webhook_secret using webhook
    where webhook.organization_id = webhook_secret.organization_id and webhook.id = webhook_secret.webhook_id
      and (webhook_secret.expires_at < ${before} or webhook.deleted_at < ${before})`.execute(across);
}

/** Deletes replays that were finished before. */
export async function deleteReplays(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('webhook_replay').where('finished_at', '<', before).execute();
}

/** Deletes webhooks that were deleted before and of which nothing is left. */
export async function deleteWebhooks(across: Db, before: Date): Promise<void> {
  await sql`
    delete from webhook where deleted_at < ${before}
      and not exists (select from delivery
        where delivery.organization_id = webhook.organization_id and delivery.webhook_id = webhook.id)
      and not exists (select from webhook_secret secret
        where secret.organization_id = webhook.organization_id and secret.webhook_id = webhook.id)
      and not exists (select from webhook_replay replay
        where replay.organization_id = webhook.organization_id and replay.webhook_id = webhook.id)`.execute(
    across,
  );
}
