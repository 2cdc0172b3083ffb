import type { Selectable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** An organization with its policy. */
export type Organization = Selectable<Tables['organization']>;

export async function find(db: Db, id: Id<'organization'>): Promise<Organization> {
  return db.selectFrom('organization').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}
