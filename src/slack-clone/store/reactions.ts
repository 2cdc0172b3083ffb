import type { Selectable } from 'kysely';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

export type ReactionRow = Selectable<Tables['reaction']>;

/** One person's one emoji on one message. */
export interface ReactionKey {
  channel_id: string;
  ts: string;
  name: string;
  member_id: string;
}

/** False if it was there already. */
export async function insert(db: Database, reaction: ReactionKey): Promise<boolean> {
  const added = await db
    .insertInto('reaction')
    .values(reaction)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** False if it was not there. */
export async function remove(
  db: Database,
  { channel_id, ts, name, member_id }: ReactionKey,
): Promise<boolean> {
  const removed = await db
    .deleteFrom('reaction')
    .where('channel_id', '=', channel_id)
    .where('ts', '=', ts)
    .where('name', '=', name)
    .where('member_id', '=', member_id)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** All that stand on a message that is deleted but for its thread. */
export async function removeAll(db: Database, channelId: string, ts: string): Promise<void> {
  await db.deleteFrom('reaction').where('channel_id', '=', channelId).where('ts', '=', ts).execute();
}

/** What stands on these messages, in the order in which it was added. */
export async function on(db: Database, channels: string[], stamps: string[]): Promise<ReactionRow[]> {
  return standing(db, { channels, stamps });
}

const standing = prepared<{ channels: string[]; stamps: string[] }, ReactionRow>((db, value) =>
  db
    .selectFrom('reaction')
    .selectAll()
    .where((row) => row('channel_id', '=', row.fn.any(value('channels'))))
    .where((row) => row('ts', '=', row.fn.any(value('stamps'))))
    .orderBy('place'),
);

/** Whose, who looks, and which part of the list. */
export interface Listing {
  member: string;
  viewer: string;
  /** Whether the viewer looks into public channels that they are not in. */
  fromOutside: boolean;
  /** The `place` of the last one that was given, or nothing. */
  before: string;
  limit: number;
}

/** What a member has reacted to, where the viewer may look: the newest first, each message once. */
export async function itemsOf(
  db: Database,
  { member, viewer, fromOutside, before, limit }: Listing,
): Promise<{ channel_id: string; ts: string; place: string }[]> {
  return db
    .selectFrom('reaction')
    .innerJoin('channel', 'channel.id', 'reaction.channel_id')
    .select((row) => ['reaction.channel_id', 'reaction.ts', row.fn.max('reaction.place').as('place')])
    .where('reaction.member_id', '=', member)
    .where((row) => {
      const inside = row.exists(
        row
          .selectFrom('channel_member as mine')
          .select('mine.member_id')
          .whereRef('mine.channel_id', '=', 'channel.id')
          .where('mine.member_id', '=', viewer),
      );
      return fromOutside ? row.or([row('channel.kind', '=', 'public'), inside]) : inside;
    })
    .groupBy(['reaction.channel_id', 'reaction.ts'])
    .$if(before !== '', (query) => query.having((row) => row.fn.max('reaction.place'), '<', before))
    .orderBy('place', 'desc')
    .limit(limit)
    .execute();
}
