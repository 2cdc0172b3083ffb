import type { Selectable } from 'kysely';
import type { Block } from '../blocks/block.ts';
import type { Metadata } from '../conversations/metadata.ts';
import type { Database, Tables } from './schema.ts';

export type MessageRow = Selectable<Tables['message']>;

/** Two messages with one timestamp cannot be: the column is unique. */
export async function insert(
  db: Database,
  message: Omit<MessageRow, 'detail'> & Partial<Pick<MessageRow, 'detail'>>,
): Promise<void> {
  await db
    .insertInto('message')
    .values({
      ...message,
      blocks: asJson(message.blocks),
      metadata: asJson(message.metadata),
      detail: asJson(message.detail ?? null),
    })
    .execute();
}

export async function find(db: Database, channelId: string, ts: string): Promise<MessageRow | undefined> {
  return db
    .selectFrom('message')
    .selectAll()
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .executeTakeFirst();
}

/** Who changed it, when, and into what. */
export interface Edit {
  text: string;
  blocks: Block[] | null;
  /** Undefined: it stays as it is. */
  metadata: Metadata | null | undefined;
  edited_by: string;
  edited_ts: string;
}

/** Undefined if it was gone already. */
export async function update(
  db: Database,
  channelId: string,
  ts: string,
  { metadata, ...edit }: Edit,
): Promise<MessageRow | undefined> {
  return db
    .updateTable('message')
    .set({
      ...edit,
      blocks: asJson(edit.blocks),
      ...(metadata !== undefined && { metadata: asJson(metadata) }),
    })
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .returningAll()
    .executeTakeFirst();
}

/** False if it was gone already. */
export async function remove(db: Database, channelId: string, ts: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('message')
    .where('channel_id', '=', channelId)
    .where('ts', '=', ts)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** Both ends are left out unless `inclusive`. */
export interface Span {
  oldest: string;
  latest: string;
  inclusive: boolean;
  limit: number;
}

/** The newest first; what was said in threads is left out, as in Slack's own history. */
export async function history(db: Database, channelId: string, span: Span): Promise<MessageRow[]> {
  return spanned(db, channelId, span).where('thread_ts', 'is', null).orderBy('ts', 'desc').execute();
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

function asJson(value: Block[] | Metadata | Record<string, string> | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
