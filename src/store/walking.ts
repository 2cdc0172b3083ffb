import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Has Postgres walk along an index for the rest of a transaction, where it would sort or hash first. It takes the policy to
 * leave one row in a hundred, so of 100,000 rows it read all for each batch of a thousand.
 */
export async function walkAlongIndexes(db: Db): Promise<void> {
  await sql`select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true)`.execute(
    db,
  );
}
