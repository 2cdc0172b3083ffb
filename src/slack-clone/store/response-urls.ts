import type { Insertable, Selectable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type ResponseUrlRow = Selectable<Tables['response_url']>;

const MAXIMAL_USES = 5;

export async function insert(db: Database, url: Insertable<Tables['response_url']>): Promise<void> {
  await db.insertInto('response_url').values(url).execute();
}

/** Counts a use, and in the same statement refuses the sixth: two at once cannot both be the fifth. */
export async function use(db: Database, hash: Buffer, now: Date): Promise<ResponseUrlRow | undefined> {
  return db
    .updateTable('response_url')
    .set((row) => ({ uses: row('uses', '+', 1) }))
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .where('uses', '<', MAXIMAL_USES)
    .returningAll()
    .executeTakeFirst();
}

/** For telling why a use was refused. */
export async function find(db: Database, hash: Buffer): Promise<ResponseUrlRow | undefined> {
  return db.selectFrom('response_url').selectAll().where('hash', '=', hash).executeTakeFirst();
}

/** They pile up with every command; a day later nobody asks why one is refused. */
export async function forgetEnded(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('response_url').where('expires_at', '<', before).execute();
}
