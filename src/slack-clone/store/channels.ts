import type { ExpressionBuilder, Insertable, Selectable, SqlBool } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type ChannelRow = Selectable<Tables['channel']>;

/** A channel as one member sees it. `other` is the other one of a direct message. */
export interface SeenChannel extends ChannelRow {
  is_member: SqlBool;
  members: string | null;
  other: string | null;
}

export async function insert(db: Database, channel: Insertable<Tables['channel']>): Promise<void> {
  await db.insertInto('channel').values(channel).execute();
}

/** The direct message of these two: `made` says whether this call made it. */
export async function openPair(
  db: Database,
  channel: { id: string; creator: string; created_at: Date },
  pair: [string, string],
): Promise<{ id: string; made: boolean }> {
  const name = pair.toSorted().join(':');
  const made = await db
    .insertInto('channel')
    .values({ ...channel, kind: 'im', name: null, pair: name })
    .onConflict((conflict) => conflict.column('pair').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return { id: made.id, made: true };
  const there = await db
    .selectFrom('channel')
    .select('id')
    .where('pair', '=', name)
    .executeTakeFirstOrThrow();
  return { id: there.id, made: false };
}

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
}

/** Public ones, and of the others those that the viewer is in; in the order of their ids, for a cursor. */
export async function page(db: Database, listing: Listing): Promise<SeenChannel[]> {
  return seenBy(db, listing.viewer)
    .where('channel.kind', 'in', listing.kinds)
    .where((row) => row.or([row('channel.kind', '=', 'public'), membership(row, listing.viewer)]))
    .$if(!listing.archived, (query) => query.where('channel.is_archived', '=', false))
    .where('channel.id', '>', listing.after)
    .orderBy('channel.id')
    .limit(listing.limit)
    .execute();
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

/** Of whatever kind; a direct message has no name. */
export async function idOf(db: Database, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('channel').select('id').where('name', '=', name).executeTakeFirst();
  return row?.id;
}

function seenBy(db: Database, viewer: string) {
  return db
    .selectFrom('channel')
    .selectAll('channel')
    .select((row) => [
      membership(row, viewer).as('is_member'),
      row
        .selectFrom('channel_member as each')
        .select((each) => each.fn.countAll<string>().as('count'))
        .whereRef('each.channel_id', '=', 'channel.id')
        .as('members'),
      row
        .selectFrom('channel_member as them')
        .select((them) => them.fn.min('them.member_id').as('id'))
        .whereRef('them.channel_id', '=', 'channel.id')
        .where('channel.kind', '=', 'im')
        .where('them.member_id', '<>', viewer)
        .as('other'),
    ]);
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
