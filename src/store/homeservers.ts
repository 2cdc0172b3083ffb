import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Organization } from './across.ts';
import type { Db } from './database.ts';

/** The organization that a homeserver belongs to. */
export async function findOrganization(across: Db, serverName: string): Promise<Organization | undefined> {
  return across
    .selectFrom('organization')
    .select(['id', 'name'])
    .where('matrix_server', '=', serverName)
    .executeTakeFirst();
}

/** Has a homeserver belong to an organization, which is made where it has a name to be made with. Resolves with its id. */
export async function connect(
  across: Db,
  { id, name, serverName, at }: { id: Id<'organization'>; name?: string; serverName: string; at: Date },
): Promise<Id<'organization'>> {
  if (name === undefined)
    await across
      .updateTable('organization')
      .set({ matrix_server: serverName })
      .where('id', '=', id)
      .execute();
  else
    await across
      .insertInto('organization')
      .values({ id, name, matrix_server: serverName, created_at: at })
      .onConflict((conflict) => conflict.column('matrix_server').doNothing())
      .execute();
  const { id: connected } = await across
    .selectFrom('organization')
    .select('id')
    .where('matrix_server', '=', serverName)
    .executeTakeFirstOrThrow();
  return connected;
}

/** The homeserver of this organization. */
export async function serverOf(db: Db): Promise<string | undefined> {
  const found = await db
    .selectFrom('organization')
    .select('matrix_server')
    .where(sql<boolean>`id = current_setting('app.organization')::uuid`)
    .executeTakeFirst();
  return found?.matrix_server ?? undefined;
}
