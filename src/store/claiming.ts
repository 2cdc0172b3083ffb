import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';

// What lanes have in common: rows are in the hands of one process at a time, as long as that beats.

/** The processes that live, as a list in brackets. */
export const living = (at: Date) =>
  sql`(select id from process where beat_at > ${at}::timestamptz - interval '2 seconds')`;

/** One process at a time claims of this lane, until the transaction ends. False: another one does. */
export async function takeTurn(db: Db, lane: string): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(hashtext(${lane}), 0) as mine`.execute(db);
  return rows[0]?.mine ?? false;
}

/** Whether anything open of this table may be due, or in the hands of a process that is gone: two looks into an index. */
export async function isAnyDue(
  across: Db,
  { table, open, at }: { table: RawBuilder<unknown>; open: RawBuilder<unknown>; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select where exists (select from ${table} where ${open} and due_at <= ${at})
      or exists (select from ${table} where ${open} and claimed_by is not null
        and claimed_by not in ${living(at)})`.execute(across);
  return rows.length > 0;
}
