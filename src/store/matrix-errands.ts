import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import * as claiming from './claiming.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import type { Ticket } from './ticket.ts';
import { within } from './within.ts';

/** Something to be done on the homeserver of an organization. */
export type MatrixErrand = Selectable<Tables['matrix_errand']>;

/** A message that is to be redacted, which need not be sent yet. */
export async function insertRedaction(
  db: Db,
  redaction: Pick<MatrixErrand, 'organization_id' | 'id' | 'created_at' | 'due_at'> & { room_id: string },
): Promise<void> {
  await db
    .insertInto('matrix_errand')
    .values({ ...redaction, kind: 'redact' })
    .execute();
}

/** Takes down which message it is. */
export async function place(db: Db, id: Id<'matrix_errand'>, eventId: string): Promise<void> {
  await db
    .updateTable('matrix_errand')
    .set({ event_id: eventId })
    .where(within('matrix_errand'))
    .where('id', '=', id)
    .execute();
}

/**
 * Asks that the users of bots be brought in step with them, where the organization has a homeserver. A bot has one such
 * errand at a time: one that is under way is run once more.
 */
export async function askForUsers(
  db: Db,
  organization: Id<'organization'>,
  errands: readonly { id: Id<'matrix_errand'>; bot: Id<'bot'> }[],
  at: Date,
): Promise<void> {
  await sql`
    insert into matrix_errand (organization_id, id, kind, bot_id, created_at, due_at)
    select organization.id, errand.id, 'user', errand.bot_id, ${at}, ${at}
    from organization, unnest(${errands.map(({ id }) => id)}::uuid[], ${errands.map(({ bot }) => bot)}::uuid[])
      as errand (id, bot_id)
    where organization.id = ${organization} and matrix_server is not null
    on conflict (organization_id, bot_id) where bot_id is not null and done_at is null and given_up_at is null
      do update set asked = matrix_errand.asked + 1,
        due_at = case when matrix_errand.claimed_by is null then ${at} else matrix_errand.due_at end`.execute(
    db,
  );
}

const OPEN = sql`matrix_errand.done_at is null and matrix_errand.given_up_at is null`;

/** Whether any may be due, or in the hands of a process that is gone. */
export const isAnyDue = async (across: Db, at: Date): Promise<boolean> =>
  claiming.isAnyDue(across, { table: sql.table('matrix_errand'), open: OPEN, at });

/**
 * Takes errands to this homeserver that are due, up to `limit`, into a process's hands until `until`: what was promised
 * to be gone by now before all else, and of one alone what has waited longest, so that each has its turn.
 */
export async function claim(
  across: Db,
  {
    by,
    at,
    until,
    limit,
    server,
  }: { by: Id<'process'>; at: Date; until: Date; limit: number; server: string },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    with wanted as (
      select organization_id, matrix_errand.id from matrix_errand
      join organization on organization.id = organization_id
      where ${OPEN} and matrix_server = ${server}
        and (due_at <= ${at} or (claimed_by is not null and claimed_by not in ${claiming.living(at)}))
      order by case when ${limit} > 1 then kind end, due_at, matrix_errand.id limit ${limit}
    )
    update matrix_errand set claimed_by = ${by}, due_at = ${until} from wanted
    where matrix_errand.organization_id = wanted.organization_id and matrix_errand.id = wanted.id
    returning matrix_errand.organization_id as organization, matrix_errand.id, attempts`.execute(across);
  return rows;
}

/** How many this process has in its hands. */
export async function countHeld(across: Db, by: Id<'process'>, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from matrix_errand where ${OPEN} and claimed_by = ${by} and due_at > ${at}`.execute(
    across,
  );
  return rows[0]?.count ?? 0;
}

/** Puts errands that were not begun since into other hands, or nobody's. Resolves with those that it still could. */
export async function pass(
  across: Db,
  tickets: readonly Ticket[],
  { from, to, due }: { from: Id<'process'>; to: Id<'process'> | null; due: Date },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    update matrix_errand set claimed_by = ${to}, due_at = ${due}
    from unnest(${tickets.map(({ organization }) => organization)}::uuid[], ${tickets.map(({ id }) => id)}::uuid[],
      ${tickets.map(({ attempts }) => attempts)}::int[]) as ticket (organization_id, id, attempts)
    where matrix_errand.organization_id = ticket.organization_id and matrix_errand.id = ticket.id
      and matrix_errand.attempts = ticket.attempts and ${OPEN} and claimed_by = ${from}
    returning matrix_errand.organization_id as organization, matrix_errand.id, matrix_errand.attempts`.execute(
    across,
  );
  return rows;
}

/** Begins it, if it is still this process's. What is read of its bot after this is as new as what it was asked for. */
export async function begin(
  db: Db,
  { organization, id, attempts }: Ticket,
  { by, until }: { by: Id<'process'>; until: Date },
): Promise<MatrixErrand | undefined> {
  const { rows } = await sql<MatrixErrand>`
    update matrix_errand set attempts = attempts + 1, due_at = ${until}
    where organization_id = ${organization} and id = ${id} and attempts = ${attempts} and claimed_by = ${by} and ${OPEN}
    returning *`.execute(db);
  return rows[0];
}

/** What became of it. */
export type Settled =
  { done_at: Date } | { given_up_at: Date; fault: string } | { due_at: Date; fault: string | null };

/** Says what became of it and lets go of it, unless it was taken away meanwhile. Asked for again, it is due again. */
export async function settle(
  db: Db,
  { organization_id, id, attempts, asked }: MatrixErrand,
  change: Settled,
  at: Date,
): Promise<void> {
  const done = 'done_at' in change ? change.done_at : null;
  const givenUp = 'given_up_at' in change ? change.given_up_at : null;
  const due = 'due_at' in change ? change.due_at : at;
  const fault = 'fault' in change ? change.fault : null;
  await sql`
    update matrix_errand set claimed_by = null, fault = ${fault},
      done_at = case when asked = ${asked} then ${done}::timestamptz end,
      given_up_at = case when asked = ${asked} then ${givenUp}::timestamptz end,
      due_at = case when asked = ${asked} then ${due}::timestamptz else ${at} end
    where organization_id = ${organization_id} and id = ${id} and attempts = ${attempts} and ${OPEN}`.execute(
    db,
  );
}

/** Forgets up to `limit` that were done or given up and asked for before. Resolves with how many. */
export async function forgetOld(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from matrix_errand using (
      select organization_id, id from matrix_errand where created_at < ${before} and not (${OPEN}) limit ${limit}
    ) old
    where matrix_errand.organization_id = old.organization_id and matrix_errand.id = old.id`.execute(across);
  return Number(numAffectedRows);
}
