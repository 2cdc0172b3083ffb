import type { Selectable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type WorkspaceRow = Omit<Selectable<Tables['workspace']>, 'only_one'>;

export async function find(db: Database): Promise<WorkspaceRow | undefined> {
  return db.selectFrom('workspace').select(['id', 'name', 'domain', 'created_at']).executeTakeFirst();
}

/** A second one in the same schema is refused by the table. */
export async function insert(db: Database, workspace: WorkspaceRow): Promise<void> {
  await db.insertInto('workspace').values(workspace).execute();
}
