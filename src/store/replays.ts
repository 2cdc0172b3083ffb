import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type Replay = Selectable<Tables['replay']>;

/** Whose key it is. */
export type Keyed = Pick<Replay, 'organization_id' | 'actor_id' | 'key'>;

/**
 * Takes a key for a request; false when it was taken before, and not before `keptSince`. Of two at once the second waits
 * here for the first to be done with it, and of a key that is taken the row is locked.
 */
export async function take(db: Db, replay: Insertable<Tables['replay']>, keptSince: Date): Promise<boolean> {
  const { request_hash, created_at } = replay;
  const taken = await db
    .insertInto('replay')
    .values(replay)
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'actor_id', 'key'])
        .doUpdateSet({ request_hash, created_at, body: null, token_id: null })
        .where('replay.created_at', '<', keptSince),
    )
    .returning('key')
    .executeTakeFirst();
  return taken !== undefined;
}

/** What was asked under a key, unless that was before `keptSince`. */
export async function findAsked(
  db: Db,
  { organization_id, actor_id, key }: Keyed,
  keptSince: Date,
): Promise<Pick<Replay, 'request_hash'> | undefined> {
  return db
    .selectFrom('replay')
    .select('request_hash')
    .where('organization_id', '=', organization_id)
    .where('actor_id', '=', actor_id)
    .where('key', '=', key)
    .where('created_at', '>=', keptSince)
    .executeTakeFirst();
}

export async function find(db: Db, { organization_id, actor_id, key }: Keyed): Promise<Replay> {
  return db
    .selectFrom('replay')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('actor_id', '=', actor_id)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
}

export async function drop(db: Db, { organization_id, actor_id, key }: Keyed): Promise<void> {
  await db
    .deleteFrom('replay')
    .where('organization_id', '=', organization_id)
    .where('actor_id', '=', actor_id)
    .where('key', '=', key)
    .execute();
}

/** Keeps what was answered. */
export async function keep(
  db: Db,
  { organization_id, actor_id, key }: Keyed,
  answered: Pick<Updateable<Tables['replay']>, 'body' | 'token_id'>,
): Promise<void> {
  await db
    .updateTable('replay')
    .set(answered)
    .where('organization_id', '=', organization_id)
    .where('actor_id', '=', actor_id)
    .where('key', '=', key)
    .execute();
}
