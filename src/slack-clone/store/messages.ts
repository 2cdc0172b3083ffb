import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Block } from '../blocks/block.ts';
import type { Attachment } from '../conversations/attachments.ts';
import type { Metadata } from '../conversations/metadata.ts';
import type { Persona } from '../conversations/persona.ts';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

export type MessageRow = Selectable<Tables['message']>;

export async function find(db: Database, channelId: string, ts: string): Promise<MessageRow | undefined> {
  const [found] = await finding(db, { channelId, ts });
  return found;
}

const finding = prepared<{ channelId: string; ts: string }, MessageRow>((db, value) =>
  db
    .selectFrom('message')
    .selectAll()
    .where('channel_id', '=', value('channelId'))
    .where('ts', '=', value('ts')),
);

/** By their timestamps, in no order. Those that there are not are left out. */
export async function findAll(db: Database, channels: string[], stamps: string[]): Promise<MessageRow[]> {
  return findingAll(db, { channels, stamps });
}

const findingAll = prepared<{ channels: string[]; stamps: string[] }, MessageRow>((db, value) =>
  db
    .selectFrom('message')
    .selectAll()
    .where((row) => row('channel_id', '=', row.fn.any(value('channels'))))
    .where((row) => row('ts', '=', row.fn.any(value('stamps')))),
);

/** What becomes of it; what is undefined stays as it is. */
export interface Edit {
  text?: string | undefined;
  blocks?: Block[] | null | undefined;
  attachments?: Attachment[] | null | undefined;
  metadata?: Metadata | null | undefined;
  subtype?: 'thread_broadcast' | undefined;
  /** Who changed it, and when. Undefined: nobody said anything else. */
  edited_by?: string | undefined;
  edited_ts?: string | undefined;
}

/** Undefined if it was gone already. */
export async function update(
  db: Database,
  channelId: string,
  ts: string,
  { blocks, attachments, metadata, ...edit }: Edit,
): Promise<MessageRow | undefined> {
  return db
    .updateTable('message')
    .set({
      ...edit,
      ...(blocks !== undefined && { blocks: asJson(blocks) }),
      ...(attachments !== undefined && { attachments: asJson(attachments) }),
      ...(metadata !== undefined && { metadata: asJson(metadata) }),
    })
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .returningAll()
    .executeTakeFirst();
}

/** False if it was gone already. @throws if it has replies: their thread needs it */
export async function remove(db: Database, channelId: string, ts: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('message')
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** A deleted message that has replies leaves this in its place. Undefined if it has none. */
export async function entomb(db: Database, channelId: string, ts: string): Promise<MessageRow | undefined> {
  return db
    .updateTable('message')
    .set({
      subtype: 'tombstone',
      text: 'This message was deleted.',
      blocks: null,
      attachments: null,
      metadata: null,
      persona: null,
      edited_by: null,
      edited_ts: null,
    })
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .where((row) => row.exists(repliesTo(row, channelId, ts)))
    .returningAll()
    .executeTakeFirst();
}

/** What stood for a deleted parent goes when its thread is empty. Undefined if there is none, or it is not. */
export async function removeEmptyTomb(
  db: Database,
  channelId: string,
  ts: string,
): Promise<MessageRow | undefined> {
  return db
    .deleteFrom('message')
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .where('subtype', '=', 'tombstone')
    .where((row) => row.not(row.exists(repliesTo(row, channelId, ts))))
    .returningAll()
    .executeTakeFirst();
}

/** What is told of a thread on its parent. Who replied first comes first. */
export interface Thread {
  thread_ts: string;
  replies: number;
  latest: string;
  users: string[];
}

/** Of those of these messages that have replies. */
export async function threads(db: Database, channels: string[], stamps: string[]): Promise<Thread[]> {
  return counting(db, { channels, stamps });
}

const counting = prepared<{ channels: string[]; stamps: string[] }, Thread>((db, value) => {
  const byUser = db
    .selectFrom('message')
    .select((row) => [
      'thread_ts',
      'member_id',
      row.fn.countAll<number>().as('said'),
      row.fn.max('ts').as('latest'),
      row.fn.min('ts').as('first'),
    ])
    .where((row) => row('channel_id', '=', row.fn.any(value('channels'))))
    .where((row) => row('thread_ts', '=', row.fn.any(value('stamps'))))
    .groupBy(['thread_ts', 'member_id']);
  return db
    .selectFrom(byUser.as('replier'))
    .select((row) => [
      row.ref('replier.thread_ts').$notNull().as('thread_ts'),
      sql<number>`sum(replier.said)::int`.as('replies'),
      sql<string>`max(replier.latest)`.as('latest'),
      sql<string[]>`array_agg(replier.member_id order by replier.first)`.as('users'),
    ])
    .groupBy('replier.thread_ts');
});

/** Both ends are left out unless `inclusive`. */
export interface Span {
  oldest: string;
  latest: string;
  inclusive: boolean;
  limit: number;
}

/** The newest first; of what was said in threads, only what was for the channel too, as in Slack's own history. */
export async function history(db: Database, channelId: string, span: Span): Promise<MessageRow[]> {
  return spanned(db, channelId, span)
    .where((row) => row.or([row('thread_ts', 'is', null), row('subtype', '=', 'thread_broadcast')]))
    .orderBy('ts', 'desc')
    .execute();
}

/** What a channel's history has after this one, the oldest first. */
export async function newer(
  db: Database,
  channelId: string,
  ts: string,
  limit: number,
): Promise<MessageRow[]> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('ts', '>', ts)
    .where((row) => row.or([row('thread_ts', 'is', null), row('subtype', '=', 'thread_broadcast')]))
    .orderBy('ts')
    .limit(limit)
    .execute();
}

/** The oldest first, its parent before all. */
export async function replies(
  db: Database,
  channelId: string,
  parent: string,
  span: Span,
): Promise<MessageRow[]> {
  return spanned(db, channelId, span)
    .where((row) => row.or([row('ts', '=', parent), row('thread_ts', '=', parent)]))
    .orderBy('ts')
    .execute();
}

/** The newest timestamp there is. */
export async function latest(db: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('message')
    .select((column) => column.fn.max('ts').as('ts'))
    .executeTakeFirst();
  return row?.ts ?? undefined;
}

function spanned(db: Database, channelId: string, span: Span) {
  return db
    .selectFrom('message')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('ts', span.inclusive ? '>=' : '>', span.oldest)
    .where('ts', span.inclusive ? '<=' : '<', span.latest)
    .limit(span.limit);
}

function repliesTo(row: ExpressionBuilder<Tables, 'message'>, channelId: string, ts: string) {
  return row
    .selectFrom('message as reply')
    .select('reply.ts')
    .where('reply.channel_id', '=', channelId)
    .where('reply.thread_ts', '=', ts);
}

/** As it is written into a column. */
export function asJson(
  value: Block[] | Attachment[] | Metadata | Persona | Record<string, string> | null,
): string | null {
  return value === null ? null : JSON.stringify(value);
}
