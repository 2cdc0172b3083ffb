import type { Selectable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type EventRetry = Selectable<Tables['event_retry']>;

/** The event is tried again; if it was to be already, for the next time. */
export async function put(db: Database, retry: EventRetry): Promise<void> {
  const { number, reason, due_at } = retry;
  await db
    .insertInto('event_retry')
    .values({ ...retry, body: JSON.stringify(retry.body) })
    .onConflict((conflict) => conflict.column('event_id').doUpdateSet({ number, reason, due_at }))
    .execute();
}

/** The oldest first. */
export async function due(db: Database, now: Date): Promise<EventRetry[]> {
  return db
    .selectFrom('event_retry')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('event_id')
    .limit(50)
    .execute();
}

/** When there is something to do again; undefined: nothing waits. */
export async function next(db: Database): Promise<Date | undefined> {
  const row = await db
    .selectFrom('event_retry')
    .select('due_at')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at;
}

export async function remove(db: Database, eventId: string): Promise<void> {
  await db.deleteFrom('event_retry').where('event_id', '=', eventId).execute();
}
