import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Forgets up to `limit` prompts that ended before. Resolves with how many. */
export async function deletePrompts(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from matrix_prompt using (
      select organization_id, id from matrix_prompt where expires_at < ${before} order by expires_at limit ${limit}
    ) old
    where matrix_prompt.organization_id = old.organization_id and matrix_prompt.id = old.id`.execute(across);
  return Number(numAffectedRows);
}

/** Forgets codes that ended before, of which there is one a person at most. */
export async function deleteCodes(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('link_code').where('expires_at', '<', before).execute();
}

/** Forgets codes that were tried before, which are no more than somebody may try. */
export async function deleteTries(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('link_try').where('at', '<', before).execute();
}
