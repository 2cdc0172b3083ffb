import type { ExpressionBuilder, Insertable, Selectable, SqlBool } from 'kysely';
import { sql } from 'kysely';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

export type ChannelRow = Selectable<Tables['channel']>;

/** A channel as one member sees it. `other` is the other one of a direct message. */
export interface SeenChannel extends ChannelRow {
  is_member: SqlBool;
  members: string | null;
  other: string | null;
  other_deleted: boolean | null;
  /** Null: the viewer is not in it. */
  last_read: string | null;
  /** Whether it stands among the viewer's conversations. */
  is_open: SqlBool;
}

export async function insert(db: Database, channel: Insertable<Tables['channel']>): Promise<void> {
  await db.insertInto('channel').values(channel).execute();
}

/** False if one has this name, be it archived. */
export async function claim(db: Database, channel: Insertable<Tables['channel']>): Promise<boolean> {
  const made = await db
    .insertInto('channel')
    .values(channel)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

/** The direct message of these, two or several: `made` says whether this call made it. */
export async function openAmong(
  db: Database,
  channel: { id: string; kind: 'im' | 'mpim'; name: string | null; creator: string; created_at: Date },
  among: string[],
): Promise<{ id: string; made: boolean }> {
  const pair = among.toSorted().join(':');
  const made = await db
    .insertInto('channel')
    .values({ ...channel, pair })
    .onConflict((conflict) => conflict.column('pair').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, made: true };
  const there = await db
    .selectFrom('channel')
    .select('id')
    .where('pair', '=', pair)
    .executeTakeFirstOrThrow();
  return { id: there.id, made: false };
}

/** A channel, and whether the one who asks is in it: all that it takes to let them read or write there. */
export interface Place extends ChannelRow {
  is_member: SqlBool;
}

/** Also one that the viewer is not in, as `find`, which reads much more. */
export async function place(db: Database, id: string, viewer: string): Promise<Place | undefined> {
  const [found] = await placing(db, { id, viewer });
  return found;
}

const placing = prepared<{ id: string; viewer: string }, Place>((db, value) =>
  db
    .selectFrom('channel')
    .leftJoin('channel_member as own', (join) =>
      join.onRef('own.channel_id', '=', 'channel.id').on('own.member_id', '=', value('viewer')),
    )
    .selectAll('channel')
    .select((row) => row('own.member_id', 'is not', null).as('is_member'))
    .where('channel.id', '=', value('id')),
);

/** Also one that the viewer is not in: who may see it is for the caller to say. */
export async function find(db: Database, id: string, viewer: string): Promise<SeenChannel | undefined> {
  return seenBy(db, viewer).where('channel.id', '=', id).executeTakeFirst();
}

/** Whose list, of which kinds, from where on. */
export interface Listing {
  viewer: string;
  kinds: ChannelRow['kind'][];
  archived: boolean;
  after: string;
  limit: number;
  /** Whether public ones are among them that the viewer is not in. */
  publics: boolean;
  /** Of these, those alone that this member is in too. */
  of?: string;
}

/** Public ones, and of the others those that the viewer is in; in the order of their ids, for a cursor. */
export async function page(db: Database, listing: Listing): Promise<SeenChannel[]> {
  const { viewer, publics, of } = listing;
  return seenBy(db, viewer)
    .where('channel.kind', 'in', listing.kinds)
    .where((row) =>
      publics
        ? row.or([row('channel.kind', '=', 'public'), membership(row, viewer)])
        : membership(row, viewer),
    )
    .$if(of !== undefined, (query) => query.where((row) => membership(row, of ?? '')))
    .$if(!listing.archived, (query) => query.where('channel.is_archived', '=', false))
    .where('channel.id', '>', listing.after)
    .orderBy('channel.id')
    .limit(listing.limit)
    .execute();
}

/** The ids of the public ones, if the viewer looks around in those, and of the others those that the viewer is in. */
export function idsSeen(db: Database, viewer: string, publics: boolean) {
  return db
    .selectFrom('channel')
    .select('channel.id')
    .where((row) =>
      publics
        ? row.or([row('channel.kind', '=', 'public'), membership(row, viewer)])
        : membership(row, viewer),
    );
}

/** Where a bot is put when its app is installed. */
export async function publicIds(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('channel').select('id').where('kind', '=', 'public').execute();
  return rows.map((row) => row.id);
}

/** What a typed `#name` can mean. */
export async function publicNames(db: Database): Promise<{ id: string; name: string | null }[]> {
  return db.selectFrom('channel').select(['id', 'name']).where('kind', '=', 'public').execute();
}

/** False if another one has this name. */
export async function rename(db: Database, id: string, name: string, now: Date): Promise<boolean> {
  try {
    await db
      .updateTable('channel')
      .set({ name, updated_at: now, previous_names: sql<string[]>`array_prepend(name, previous_names)` })
      .where('id', '=', id)
      .execute();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') return false;
    throw error;
  }
}

/** What is said of it: its topic or its purpose, by whom and when. */
export async function note(
  db: Database,
  id: string,
  noted: Partial<
    Pick<ChannelRow, 'topic' | 'topic_by' | 'topic_at' | 'purpose' | 'purpose_by' | 'purpose_at'>
  >,
  now: Date,
): Promise<void> {
  await db
    .updateTable('channel')
    .set({ ...noted, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** False if it was so already. */
export async function setArchived(db: Database, id: string, archived: boolean, now: Date): Promise<boolean> {
  const changed = await db
    .updateTable('channel')
    .set({ is_archived: archived, updated_at: now })
    .where('id', '=', id)
    .where('is_archived', '=', !archived)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** Of whatever kind; a direct message has no name. */
export async function idOf(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('channel').select('id').where('name', '=', name).executeTakeFirst();
  return row?.id;
}

function seenBy(db: Database, viewer: string) {
  return db
    .selectFrom('channel')
    .leftJoin('channel_member as own', (join) =>
      join.onRef('own.channel_id', '=', 'channel.id').on('own.member_id', '=', viewer),
    )
    .selectAll('channel')
    .select((row) => [
      row('own.member_id', 'is not', null).as('is_member'),
      'own.last_read',
      row
        .or([
          row('own.closed_ts', 'is', null),
          row.exists(
            row
              .selectFrom('message as later')
              .select('later.ts')
              .whereRef('later.channel_id', '=', 'channel.id')
              .whereRef('later.ts', '>', 'own.closed_ts'),
          ),
        ])
        .as('is_open'),
      row
        .selectFrom('channel_member as each')
        .select((each) => each.fn.countAll<string>().as('count'))
        .whereRef('each.channel_id', '=', 'channel.id')
        .as('members'),
      other(row, viewer)
        .select((them) => them.fn.min('them.member_id').as('id'))
        .as('other'),
      other(row, viewer)
        .innerJoin('member as they', 'they.id', 'them.member_id')
        .select((them) => them.fn.agg<boolean>('bool_or', ['they.deleted']).as('deleted'))
        .as('other_deleted'),
    ]);
}

function other(row: ExpressionBuilder<Tables, 'channel'>, viewer: string) {
  return row
    .selectFrom('channel_member as them')
    .whereRef('them.channel_id', '=', 'channel.id')
    .where('channel.kind', '=', 'im')
    .where('them.member_id', '<>', viewer);
}

function membership(row: ExpressionBuilder<Tables, 'channel'>, viewer: string) {
  return row.exists(
    row
      .selectFrom('channel_member as mine')
      .select('mine.member_id')
      .whereRef('mine.channel_id', '=', 'channel.id')
      .where('mine.member_id', '=', viewer),
  );
}
