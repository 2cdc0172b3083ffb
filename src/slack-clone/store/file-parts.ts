import type { Database } from './schema.ts';

export async function insert(db: Database, fileId: string, position: number, bytes: Buffer): Promise<void> {
  await db.insertInto('file_part').values({ file_id: fileId, position, bytes }).execute();
}

/** Undefined past the last one. */
export async function find(db: Database, fileId: string, position: number): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('file_part')
    .select('bytes')
    .where('file_id', '=', fileId)
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.bytes;
}

export async function removeAll(db: Database, fileId: string): Promise<void> {
  await db.deleteFrom('file_part').where('file_id', '=', fileId).execute();
}
