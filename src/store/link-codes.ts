import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

interface NewCode {
  organization_id: Id<'organization'>;
  member_id: Id<'member'>;
  hash: Buffer;
  created_at: Date;
  expires_at: Date;
}

/** Keeps a member's code, in the place of the one before. */
export async function put(db: Db, code: NewCode): Promise<void> {
  const { hash, created_at, expires_at } = code;
  await db
    .insertInto('link_code')
    .values(code)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'member_id']).doUpdateSet({ hash, created_at, expires_at }),
    )
    .execute();
}

/** Whose code this is at `at`. */
export async function findMaker(db: Db, hash: Buffer, at: Date): Promise<Id<'member'> | undefined> {
  const found = await db
    .selectFrom('link_code')
    .select('member_id')
    .where(within('link_code'))
    .where('hash', '=', hash)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  return found?.member_id;
}

/** Nobody can use this code any more. */
export async function withdraw(db: Db, hash: Buffer): Promise<void> {
  await db.deleteFrom('link_code').where(within('link_code')).where('hash', '=', hash).execute();
}

/** Codes that this member tried since, and that were none: how many, and when the first of them was. */
export async function triesOf(
  db: Db,
  member: Id<'member'>,
  since: Date,
): Promise<{ count: number; first: Date | null }> {
  const { rows } = await sql<{ count: number; first: Date | null }>`
    select count(*)::int as count, min(at) as first from link_try
    where ${within('link_try')} and member_id = ${member} and at > ${since}`.execute(db);
  return rows[0] ?? { count: 0, first: null };
}

export async function addTry(
  db: Db,
  wrong: { organization_id: Id<'organization'>; id: Id<'link_try'>; member_id: Id<'member'>; at: Date },
): Promise<void> {
  await db.insertInto('link_try').values(wrong).execute();
}

/** Forgets codes that ended before, of which there is one a person at most. */
export async function deleteEnded(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('link_code').where('expires_at', '<', before).execute();
}

/** Forgets codes that were tried before, which are no more than somebody may try. */
export async function deleteTries(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('link_try').where('at', '<', before).execute();
}
