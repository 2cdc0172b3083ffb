import type { FileRow } from './files.ts';
import type { Database } from './schema.ts';

/** Of these, in the order of their ids, what this person uploaded and has not deleted. */
export async function own(db: Database, ids: string[], memberId: string): Promise<FileRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('file')
    .selectAll()
    .where('id', 'in', ids)
    .where('member_id', '=', memberId)
    .where('completed_at', 'is not', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
}

/** Handing something over twice is handing it over. */
export async function hand(db: Database, fileIds: string[], memberId: string): Promise<void> {
  if (fileIds.length === 0) return;
  await db
    .insertInto('handed_file')
    .values(fileIds.map((file_id) => ({ file_id, member_id: memberId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
