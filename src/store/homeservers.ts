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

/** The homeserver of one organization, and what bots' names in it stand under; undefined where there is none. */
export interface Home {
  server: string;
  service: Id<'service'> | null;
}

/**
 * Asked after a bot was inserted in the same transaction: that waits for `connect`, and `connect` for it, so that of a
 * bot and a homeserver which come at once, one sees the other.
 */
export async function find(db: Db, organization: Id<'organization'>): Promise<Home | undefined> {
  return db
    .selectFrom('organization')
    .leftJoin('service', (join) =>
      join
        .onRef('service.organization_id', '=', 'organization.id')
        .on('service_type', '=', 'matrix')
        .onRef('external_id', '=', 'matrix_server'),
    )
    .select(['matrix_server as server', 'service.id as service'])
    .where('organization.id', '=', organization)
    .where('matrix_server', 'is not', null)
    .$narrowType<{ server: string }>()
    .executeTakeFirst();
}

/**
 * Has a homeserver belong to an organization, which is made where it has a name to be made with. Resolves with its id, or
 * with nothing where it has another homeserver.
 */
export async function connect(
  across: Db,
  { id, name, serverName, at }: { id: Id<'organization'>; name?: string; serverName: string; at: Date },
): Promise<Id<'organization'> | undefined> {
  if (name === undefined)
    await across
      .updateTable('organization')
      .set({ matrix_server: serverName })
      .where('id', '=', id)
      .where('matrix_server', 'is', null)
      .execute();
  else
    await across
      .insertInto('organization')
      .values({ id, name, matrix_server: serverName, created_at: at })
      .onConflict((conflict) => conflict.column('matrix_server').doNothing())
      .execute();
  return (await findOrganization(across, serverName))?.id;
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
