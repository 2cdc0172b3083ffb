import type { Database } from './schema.ts';

/** What the workspace writes when people come and go: it is unread, and no reason to look. */
const QUIET = ['channel_join', 'channel_leave', 'channel_archive', 'channel_unarchive'];

/** What somebody has not read of a channel yet. */
export interface Unread {
  channel_id: string;
  all: string;
  /** Without those that only tell who came and went. */
  worth_telling: string;
}

/** Said by others, past what they have read, and not in a thread. A channel with nothing new is left out. */
export async function unread(db: Database, viewer: string, channelIds: string[]): Promise<Unread[]> {
  if (channelIds.length === 0) return [];
  return db
    .selectFrom('channel_member as mine')
    .innerJoin('message', (join) =>
      join.onRef('message.channel_id', '=', 'mine.channel_id').onRef('message.ts', '>', 'mine.last_read'),
    )
    .select((row) => [
      'mine.channel_id',
      row.fn.countAll<string>().as('all'),
      row.fn
        .countAll<string>()
        .filterWhere((each) =>
          each.or([each('message.subtype', 'is', null), each('message.subtype', 'not in', QUIET)]),
        )
        .as('worth_telling'),
    ])
    .where('mine.member_id', '=', viewer)
    .where('mine.channel_id', 'in', channelIds)
    .where('message.member_id', '<>', viewer)
    .where((row) =>
      row.or([row('message.thread_ts', 'is', null), row('message.subtype', '=', 'thread_broadcast')]),
    )
    .groupBy('mine.channel_id')
    .execute();
}

/** Also back to an older message, as when somebody wants to read it again. */
export async function mark(db: Database, channelId: string, memberId: string, ts: string): Promise<void> {
  await db
    .updateTable('channel_member')
    .set({ last_read: ts })
    .where('channel_id', '=', channelId)
    .where('member_id', '=', memberId)
    .execute();
}

/** @param closedTs null: it is open. */
export async function setClosed(
  db: Database,
  channelId: string,
  memberId: string,
  closedTs: string | null,
): Promise<void> {
  await db
    .updateTable('channel_member')
    .set({ closed_ts: closedTs })
    .where('channel_id', '=', channelId)
    .where('member_id', '=', memberId)
    .execute();
}
