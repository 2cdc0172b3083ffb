import type { Insertable, Selectable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

type Claim = Selectable<Tables['claim']>;

export async function insert(db: Db, claim: Insertable<Tables['claim']>): Promise<void> {
  await db.insertInto('claim').values(claim).execute();
}

/** Those of these claims that can be taken at `at`, in the order in which they were made. */
export async function listOpen(db: Db, ids: readonly Id<'claim'>[], at: Date): Promise<Claim[]> {
  return db
    .selectFrom('claim')
    .selectAll()
    .where(within('claim'))
    .where('id', 'in', ids)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}
