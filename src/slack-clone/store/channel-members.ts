import type { RawBuilder } from 'kysely';
import type { ChannelRow } from './channels.ts';
import { prepared } from './prepared.ts';
import type { Database } from './schema.ts';

/** Whoever is in already stays in since when they were. Gives those that were not. @param lastRead what is behind them */
export async function add(
  db: Database,
  channels: string[],
  members: string[],
  now: Date,
  lastRead?: string,
): Promise<string[]> {
  const rows = channels.flatMap((channel_id) =>
    members.map((member_id) => ({
      channel_id,
      member_id,
      joined_at: now,
      ...(lastRead !== undefined && { last_read: lastRead }),
    })),
  );
  const added = await db
    .insertInto('channel_member')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('member_id')
    .execute();
  return added.map((row) => row.member_id);
}

/** False if they were not in it. */
export async function remove(db: Database, channelId: string, memberId: string): Promise<boolean> {
  const removed = await db
    .deleteFrom('channel_member')
    .where('channel_id', '=', channelId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** Of these, who is in a channel of one of these kinds already. */
export async function inAnyOf(
  db: Database,
  members: string[],
  kinds: ChannelRow['kind'][],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('channel_member')
    .innerJoin('channel', 'channel.id', 'channel_member.channel_id')
    .select('channel_member.member_id')
    .distinct()
    .where('channel_member.member_id', 'in', members)
    .where('channel.kind', 'in', kinds)
    .execute();
  return new Set(rows.map((row) => row.member_id));
}

/** A bot that was taken away is nowhere any more. */
export async function removeEverywhere(db: Database, memberId: string): Promise<void> {
  await db.deleteFrom('channel_member').where('member_id', '=', memberId).execute();
}

/** In the order of their ids, for a cursor. */
export async function page(db: Database, channelId: string, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('channel_member')
    .select('member_id')
    .where('channel_id', '=', channelId)
    .where('member_id', '>', after)
    .orderBy('member_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.member_id);
}

/** Who is told what happens in a channel: its people, not its bots. */
export async function people(db: Database, channelId: string): Promise<string[]> {
  const rows = await listing(db, { channelId });
  return rows.map((row) => row.id);
}

const listing = prepared<{ channelId: string }, { id: string }>((db, value) =>
  peopleOf(db, value('channelId')),
);

/** The same, as a part of a statement. */
export function peopleOf(db: Database, channelId: RawBuilder<string>) {
  return db
    .selectFrom('channel_member')
    .innerJoin('member', 'member.id', 'channel_member.member_id')
    .select('member.id')
    .where('channel_member.channel_id', '=', channelId)
    .where('member.bot_id', 'is', null);
}

/** False too for a channel that there is not. */
export async function includes(db: Database, channelId: string, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('channel_member')
    .select('member_id')
    .where('channel_id', '=', channelId)
    .where('member_id', '=', memberId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Of these, who is in it. */
export async function insideOf(db: Database, channelId: string, members: string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('channel_member')
    .select('member_id')
    .where('channel_id', '=', channelId)
    .where('member_id', 'in', members)
    .execute();
  return new Set(rows.map((row) => row.member_id));
}
