import type { Insertable } from 'kysely';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** One line of what was done or refused. */
export async function insert(db: Db, entry: Insertable<Tables['audit_entry']>): Promise<void> {
  await db.insertInto('audit_entry').values(entry).execute();
}
