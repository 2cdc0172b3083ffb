import type { Insertable, Selectable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type ScheduledRow = Selectable<Tables['scheduled_message']>;

export async function insert(
  db: Database,
  {
    content,
    ...message
  }: Omit<Insertable<Tables['scheduled_message']>, 'content'> & Pick<ScheduledRow, 'content'>,
): Promise<void> {
  await db
    .insertInto('scheduled_message')
    .values({ ...message, content: JSON.stringify(content) })
    .execute();
}

/** What else is to be said in a channel between these two times, both left out. */
export async function times(db: Database, channelId: string, from: Date, to: Date): Promise<Date[]> {
  const rows = await db
    .selectFrom('scheduled_message')
    .select('post_at')
    .where('channel_id', '=', channelId)
    .where('post_at', '>', from)
    .where('post_at', '<', to)
    .execute();
  return rows.map((row) => row.post_at);
}

/** Whose, where, and which part of the list. */
export interface Listing {
  member: string;
  app: string | null;
  channel: string | undefined;
  oldest: Date | undefined;
  latest: Date | undefined;
  /** The last one that was given. */
  after: { post_at: Date; id: string } | undefined;
  limit: number;
}

/** The soonest first. */
export async function page(db: Database, listing: Listing): Promise<ScheduledRow[]> {
  const { member, app, channel, oldest, latest, after, limit } = listing;
  return db
    .selectFrom('scheduled_message')
    .selectAll()
    .where('member_id', '=', member)
    .where('app_id', 'is not distinct from', app)
    .$if(channel !== undefined, (query) => query.where('channel_id', '=', channel ?? ''))
    .$if(oldest !== undefined, (query) => query.where('post_at', '>=', oldest ?? new Date(0)))
    .$if(latest !== undefined, (query) => query.where('post_at', '<=', latest ?? new Date(0)))
    .$if(after !== undefined, (query) =>
      query.where((row) =>
        row.or([
          row('post_at', '>', after?.post_at ?? new Date(0)),
          row.and([row('post_at', '=', after?.post_at ?? new Date(0)), row('id', '>', after?.id ?? '')]),
        ]),
      ),
    )
    .orderBy('post_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** False if there is none of this member and app that comes later than `after`. */
export async function remove(
  db: Database,
  message: { id: string; channel: string; member: string; app: string | null; after: Date },
): Promise<boolean> {
  const removed = await db
    .deleteFrom('scheduled_message')
    .where('id', '=', message.id)
    .where('channel_id', '=', message.channel)
    .where('member_id', '=', message.member)
    .where('app_id', 'is not distinct from', message.app)
    .where('post_at', '>', message.after)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** Takes the one that has been due for longest. In its transaction, so that it comes back if that fails. */
export async function takeDue(transaction: Database, now: Date): Promise<ScheduledRow | undefined> {
  return transaction
    .deleteFrom('scheduled_message')
    .where('id', '=', (row) =>
      row
        .selectFrom('scheduled_message as due')
        .select('due.id')
        .where('due.post_at', '<=', now)
        .orderBy('due.post_at')
        .orderBy('due.id')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}
