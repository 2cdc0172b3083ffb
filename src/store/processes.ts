// The one place where SQL tells the time: a beat is how a process learns what time it is by the database's clock, and
// whether another process still beats can be judged by that clock alone. Times are milliseconds since 1970.
import { type RawBuilder, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';

/** A beat as the database saw it. */
export interface Beat {
  at: number;
  /** How many processes have beaten within the last second, this one among them. */
  living: number;
}

const milliseconds = (time: RawBuilder<unknown>) => sql<number>`(extract(epoch from ${time}) * 1000)::float8`;
const NOW = sql`clock_timestamp()`;
/** A row that is being made does not see itself. */
const living = (id: Id<'process'>) =>
  sql<number>`(select 1 + count(*)::int from process where id <> ${id} and beat_at > ${NOW} - interval '1 second')`;

/** Makes the process one of those that are told, from now on; one that was there begins anew. */
export async function join(db: Db, id: Id<'process'>, name: string): Promise<Beat> {
  const { rows } = await sql<Beat>`
    insert into process (id, name, started_at, beat_at) values (${id}, ${name}, ${NOW}, ${NOW})
    on conflict (id) do update set started_at = ${NOW}, beat_at = ${NOW}
    returning ${milliseconds(sql`beat_at`)} as at, ${living(id)} as living`.execute(db);
  const [first] = rows;
  if (!first) throw new Error('a process could not join');
  return first;
}

/** Undefined when the process is not among the others any more. */
export async function beat(db: Db, id: Id<'process'>): Promise<Beat | undefined> {
  const { rows } = await sql<Beat>`
    update process set beat_at = ${NOW} where id = ${id}
    returning ${milliseconds(sql`beat_at`)} as at, ${living(id)} as living`.execute(db);
  return rows[0];
}

export interface Process {
  id: Id<'process'>;
  startedAt: number;
  beatAt: number;
}

/** Every process there is, and what time it is. */
export async function list(db: Db): Promise<{ now: number; processes: Process[] }> {
  const { rows } = await sql<Process & { now: number; isThere: boolean }>`
    select ${milliseconds(NOW)} as now, id is not null as "isThere", id,
      ${milliseconds(sql`started_at`)} as "startedAt", ${milliseconds(sql`beat_at`)} as "beatAt"
    from (select) as always left join process on true`.execute(db);
  return { now: rows[0]?.now ?? 0, processes: rows.filter(({ isThere }) => isThere) };
}

/** Puts processes out, and says when each of them had beaten last: no later beat of theirs succeeds. */
export async function expel(
  db: Db,
  ids: readonly Id<'process'>[],
): Promise<{ id: Id<'process'>; beatAt: number }[]> {
  return db
    .deleteFrom('process')
    .where('id', 'in', ids)
    .returning(['id', milliseconds(sql`beat_at`).as('beatAt')])
    .execute();
}

export async function leave(db: Db, id: Id<'process'>): Promise<void> {
  await db.deleteFrom('process').where('id', '=', id).execute();
}

/** Those that ended without leaving. */
export async function removeLongPast(db: Db): Promise<void> {
  await db
    .deleteFrom('process')
    .where(sql<boolean>`beat_at < ${NOW} - interval '1 minute'`)
    .execute();
}

/** Sends each message to those that listen on its channel, with the commit. */
export async function notify(db: Db, messages: readonly { channel: string; text: string }[]): Promise<void> {
  const channels = messages.map(({ channel }) => channel);
  const texts = messages.map(({ text }) => text);
  await sql`
    select pg_notify(channel, text)
    from unnest(${channels}::text[], ${texts}::text[]) as message (channel, text)`.execute(db);
}
