import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** Takes down that a user is ours, before it is made. */
export async function insert(
  db: Db,
  organization: Id<'organization'>,
  userId: string,
  at: Date,
): Promise<void> {
  await db
    .insertInto('matrix_user')
    .values({ organization_id: organization, user_id: userId, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes that back, of one that could not be made. */
export async function remove(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('matrix_user').where(within('matrix_user')).where('user_id', '=', userId).execute();
}

/** Whether this user is ours. */
export async function isOurs(db: Db, userId: string): Promise<boolean> {
  const found = await db
    .selectFrom('matrix_user')
    .select('user_id')
    .where(within('matrix_user'))
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return found !== undefined;
}
