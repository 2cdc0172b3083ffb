import type { Database } from './schema.ts';
import { type ChannelRow, idsSeen } from './channels.ts';
import type { FileRow } from './files.ts';

/** A message that carries a file, and where. */
export interface Share {
  file_id: string;
  channel_id: string;
  ts: string;
  thread_ts: string | null;
  kind: ChannelRow['kind'];
  name: string | null;
}

export async function insert(db: Database, channelId: string, ts: string, fileIds: string[]): Promise<void> {
  const rows = fileIds.map((file_id, position) => ({ channel_id: channelId, ts, file_id, position }));
  await db.insertInto('file_share').values(rows).execute();
}

/** Of several files at once, as far as the viewer may know of the conversation; the oldest message first. */
export async function of(
  db: Database,
  fileIds: string[],
  { userId, isGuest }: { userId: string; isGuest: boolean },
): Promise<Share[]> {
  if (fileIds.length === 0) return [];
  return shares(db)
    .where('share.file_id', 'in', fileIds)
    .where('share.channel_id', 'in', idsSeen(db, userId, !isGuest))
    .execute();
}

/** All of one file, whoever may know of them. */
export async function all(db: Database, fileId: string): Promise<Share[]> {
  return shares(db).where('share.file_id', '=', fileId).execute();
}

function shares(db: Database) {
  return db
    .selectFrom('file_share as share')
    .innerJoin('channel', 'channel.id', 'share.channel_id')
    .innerJoin('message', (join) =>
      join.onRef('message.channel_id', '=', 'share.channel_id').onRef('message.ts', '=', 'share.ts'),
    )
    .select(['share.file_id', 'share.channel_id', 'share.ts', 'message.thread_ts'])
    .select(['channel.kind', 'channel.name'])
    .orderBy('share.ts');
}

/** The files of these messages of these channels, in each message's own order; deleted ones too. */
export async function filesAt(
  db: Database,
  channels: string[],
  stamps: string[],
): Promise<(FileRow & { ts: string })[]> {
  return db
    .selectFrom('file_share as share')
    .innerJoin('file', 'file.id', 'share.file_id')
    .selectAll('file')
    .select('share.ts')
    .where('share.channel_id', 'in', channels)
    .where('share.ts', 'in', stamps)
    .orderBy('share.ts')
    .orderBy('share.position')
    .execute();
}
