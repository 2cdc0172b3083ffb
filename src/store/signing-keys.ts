import type { Insertable, Selectable } from 'kysely';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type SigningKey = Selectable<Tables['signing_key']>;

/** Every key, the one in use and those that still verify. */
export async function list(db: Db): Promise<SigningKey[]> {
  return db.selectFrom('signing_key').selectAll().execute();
}

/** Adds a key unless another is in use: of two processes that start at once, one makes the key. */
export async function insertFirst(db: Db, key: Insertable<Tables['signing_key']>): Promise<void> {
  await db
    .insertInto('signing_key')
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The issuer of this installation: what was stored first, whatever is proposed later. */
export async function issuer(db: Db, proposed: string, at: Date): Promise<string> {
  await db
    .insertInto('installation')
    .values({ issuer: proposed, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await db.selectFrom('installation').select('issuer').executeTakeFirstOrThrow()).issuer;
}
