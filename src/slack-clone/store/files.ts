import { type Selectable, sql } from 'kysely';
import { idsSeen } from './channels.ts';
import type { Database, Tables } from './schema.ts';

export type FileRow = Selectable<Tables['file']>;

/** Who looks: bots and guests see only what was shared where they are, others also what is in public channels. */
export interface Viewer {
  userId: string;
  isBot: boolean;
  isGuest: boolean;
}

export async function insert(
  db: Database,
  file: Omit<FileRow, 'preview' | 'is_public' | 'uploaded_at' | 'completed_at' | 'deleted_at'>,
): Promise<void> {
  await db.insertInto('file').values(file).execute();
}

/** Takes the upload address: of two who send to it at once, one is refused. */
export async function claimUpload(db: Database, hash: Buffer, since: Date): Promise<FileRow | undefined> {
  return db
    .updateTable('file')
    .set({ upload_hash: null })
    .where('upload_hash', '=', hash)
    .where('created_at', '>', since)
    .returningAll()
    .executeTakeFirst();
}

/** What came was not what was announced: it may be sent again to the same address. */
export async function releaseUpload(db: Database, id: string, hash: Buffer): Promise<void> {
  await db.updateTable('file').set({ upload_hash: hash }).where('id', '=', id).execute();
}

export async function finishUpload(
  db: Database,
  id: string,
  { preview, now }: { preview: string | null; now: Date },
): Promise<void> {
  await db.updateTable('file').set({ uploaded_at: now, preview }).where('id', '=', id).execute();
}

interface Completion {
  id: string;
  title: string | undefined;
  memberId: string;
  isPublic: boolean;
  now: Date;
}

/** Undefined if it is not the member's, not uploaded, or completed already. */
export async function complete(
  db: Database,
  { id, title, memberId, isPublic, now }: Completion,
): Promise<FileRow | undefined> {
  return db
    .updateTable('file')
    .set({ completed_at: now, is_public: isPublic, ...(title !== undefined && { title }) })
    .where('id', '=', id)
    .where('member_id', '=', memberId)
    .where('uploaded_at', 'is not', null)
    .where('completed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** Also one that nobody has completed, and one that was deleted. */
export async function find(db: Database, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('file').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Undefined for what the viewer may not know of. A deleted one is found, to be told as such. */
export async function findVisible(db: Database, id: string, viewer: Viewer): Promise<FileRow | undefined> {
  return visible(db, viewer).where('file.id', '=', id).executeTakeFirst();
}

/** False if somebody else was faster. */
export async function remove(db: Database, id: string, now: Date): Promise<boolean> {
  const removed = await db
    .updateTable('file')
    .set({ deleted_at: now, preview: null })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return removed.numUpdatedRows > 0n;
}

/** What was announced and never completed. */
export async function forgetUnfinished(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('file').where('completed_at', 'is', null).where('created_at', '<', before).execute();
}

export interface FileListing {
  viewer: Viewer;
  channel?: string | undefined;
  user?: string | undefined;
  /** Null: of any type. */
  types: { filetypes: string[]; snippets: boolean } | null;
  /** Each must be in its name or its title. */
  words?: string[];
  from: Date;
  to: Date;
  offset: number;
  limit: number;
  oldestFirst?: boolean;
}

/** The newest first, with how many there are in all. */
export async function list(db: Database, listing: FileListing): Promise<{ total: number; page: FileRow[] }> {
  const { channel, user, types, words = [], oldestFirst = false } = listing;
  const found = visible(db, listing.viewer)
    .where('file.deleted_at', 'is', null)
    .where('file.created_at', '>=', listing.from)
    .where('file.created_at', '<=', listing.to)
    .$if(user !== undefined, (query) => query.where('file.member_id', '=', user ?? ''))
    .$if(channel !== undefined, (query) =>
      query.where((row) =>
        row.exists(
          row
            .selectFrom('file_share as there')
            .select('there.file_id')
            .whereRef('there.file_id', '=', 'file.id')
            .where('there.channel_id', '=', channel ?? ''),
        ),
      ),
    )
    .$if(types !== null, (query) =>
      query.where((row) =>
        row.or([
          row('file.filetype', 'in', ['', ...(types?.filetypes ?? [])]),
          row.and([row.val(types?.snippets ?? false), row('file.mode', '=', 'snippet')]),
        ]),
      ),
    )
    .where((row) =>
      row.and(
        words.map((word) => {
          const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
          return row.or([row('file.name', 'ilike', pattern), row('file.title', 'ilike', pattern)]);
        }),
      ),
    );
  const order = oldestFirst ? 'asc' : 'desc';
  const rows = await found
    .select(sql<string>`count(*) over ()`.as('total'))
    .orderBy('file.created_at', order)
    .orderBy('file.id', order)
    .offset(listing.offset)
    .limit(listing.limit)
    .execute();
  return { total: Number(rows[0]?.total ?? 0), page: rows };
}

/** Completed ones that are the viewer's own, were handed to them, or are in a conversation that the viewer sees. */
function visible(db: Database, { userId, isBot, isGuest }: Viewer) {
  return db
    .selectFrom('file')
    .selectAll('file')
    .where('file.completed_at', 'is not', null)
    .where((row) =>
      row.or([
        row('file.member_id', '=', userId),
        row.exists(
          row
            .selectFrom('handed_file as handed')
            .select('handed.file_id')
            .whereRef('handed.file_id', '=', 'file.id')
            .where('handed.member_id', '=', userId),
        ),
        row.exists(
          row
            .selectFrom('file_share as share')
            .select('share.file_id')
            .whereRef('share.file_id', '=', 'file.id')
            .where('share.channel_id', 'in', idsSeen(db, userId, !isBot && !isGuest)),
        ),
      ]),
    );
}
