import type { Selectable, Updateable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type BookmarkRow = Selectable<Tables['bookmark']>;

export async function insert(db: Database, bookmark: BookmarkRow): Promise<void> {
  await db.insertInto('bookmark').values(bookmark).execute();
}

/** In the order in which they were added. */
export async function of(db: Database, channelId: string): Promise<BookmarkRow[]> {
  return db
    .selectFrom('bookmark')
    .selectAll()
    .where('channel_id', '=', channelId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Undefined if the channel has no such bookmark. */
export async function update(
  db: Database,
  channelId: string,
  id: string,
  changes: Updateable<Tables['bookmark']>,
): Promise<BookmarkRow | undefined> {
  return db
    .updateTable('bookmark')
    .set(changes)
    .where('channel_id', '=', channelId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** False if the channel has no such bookmark. */
export async function remove(db: Database, channelId: string, id: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('bookmark')
    .where('channel_id', '=', channelId)
    .where('id', '=', id)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}
