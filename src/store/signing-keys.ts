import type { Selectable } from 'kysely';
import type { StoredKey } from '../core/jwt-keys.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type SigningKey = Selectable<Tables['signing_key']>;

/** Every key, the one in use and those that still verify, newest first. */
export async function list(db: Db): Promise<SigningKey[]> {
  return db.selectFrom('signing_key').selectAll().orderBy('created_at', 'desc').orderBy('kid').execute();
}

/** Adds a key to sign with. Another has to be retired first. */
export async function insert(db: Db, key: StoredKey, at: Date): Promise<void> {
  await db.insertInto('signing_key').values(row(key, at)).execute();
}

/** Adds a key unless another is in use: of two processes that start at once, one makes the key. */
export async function insertFirst(db: Db, key: StoredKey, at: Date): Promise<void> {
  await db
    .insertInto('signing_key')
    .values(row(key, at))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Retires the key in use and says which it was; undefined when somebody was faster. */
export async function retire(db: Db, at: Date): Promise<string | undefined> {
  const retired = await db
    .updateTable('signing_key')
    .set({ retired_at: at })
    .where('retired_at', 'is', null)
    .returning('kid')
    .executeTakeFirst();
  return retired?.kid;
}

const row = ({ kid, publicJwk, sealedPrivateJwk }: StoredKey, at: Date) => ({
  kid,
  public_jwk: { ...publicJwk },
  private_jwk: sealedPrivateJwk,
  created_at: at,
  retired_at: null,
});

/** The issuer of this installation: what was stored first, whatever is proposed later. */
export async function issuer(db: Db, proposed: string, at: Date): Promise<string> {
  await db
    .insertInto('installation')
    .values({ issuer: proposed, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await db.selectFrom('installation').select('issuer').executeTakeFirstOrThrow()).issuer;
}
