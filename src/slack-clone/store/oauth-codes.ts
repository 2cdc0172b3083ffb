import type { Insertable, Selectable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type OauthCode = Selectable<Tables['oauth_code']>;

export async function insert(db: Database, code: Insertable<Tables['oauth_code']>): Promise<void> {
  await db.insertInto('oauth_code').values(code).execute();
}

export async function find(db: Database, hash: Buffer): Promise<OauthCode | undefined> {
  return db.selectFrom('oauth_code').selectAll().where('hash', '=', hash).executeTakeFirst();
}

/** False if it was used already: of two who bring the same code at once, one is too late. */
export async function use(db: Database, hash: Buffer, now: Date): Promise<boolean> {
  const used = await db
    .updateTable('oauth_code')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return used.numUpdatedRows > 0n;
}

/** A day later nobody asks why one is refused. */
export async function forgetEnded(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('oauth_code').where('expires_at', '<', before).execute();
}
