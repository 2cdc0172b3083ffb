import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { RoomEvent } from '../core/matrix.ts';
import * as claiming from './claiming.ts';
import type { Db } from './database.ts';
import type { Ticket } from './ticket.ts';

export interface KeptEvent {
  organization_id: Id<'organization'>;
  id: string;
  room_id: string;
  event: RoomEvent;
  received_at: Date;
  attempts: number;
  /** Of the attempt before this one. */
  fault: string | null;
  told_at: Date | null;
}

/** Keeps what was told, in this order; what is there already stays as it is. */
export async function insert(
  db: Db,
  organization: Id<'organization'>,
  events: readonly RoomEvent[],
  at: Date,
): Promise<void> {
  await sql`
    insert into matrix_event (organization_id, event_id, room_id, event, received_at, due_at)
    select ${organization}, event->>'event_id', event->>'room_id', event, ${at}, ${at}
    from jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality as told (event, place)
    order by place
    on conflict (organization_id, event_id) do nothing`.execute(db);
}

const OPEN = sql`matrix_event.done_at is null`;

/** Whether any may be due, or in the hands of a process that is gone. */
export const isAnyDue = async (across: Db, at: Date): Promise<boolean> =>
  claiming.isAnyDue(across, { table: sql.table('matrix_event'), open: OPEN, at });

/**
 * Takes what is to be worked off, up to `each` of a room and of so many rooms, into a process's hands until `until`: a
 * room's oldest first, and nothing of a room of which that is in the hands of a process that lives, or not due yet.
 */
export async function claim(
  across: Db,
  { by, at, until, rooms, each }: { by: Id<'process'>; at: Date; until: Date; rooms: number; each: number },
): Promise<(Ticket & { room: string })[]> {
  const { rows } = await sql<Ticket & { room: string }>`
    with oldest as (
      select distinct on (organization_id, room_id) organization_id, room_id, id, due_at, claimed_by
      from matrix_event where ${OPEN} order by organization_id, room_id, id
    ),
    ready as (
      select organization_id, room_id from oldest
      where (due_at <= ${at} and claimed_by is null) or (claimed_by is not null and
        (claimed_by not in ${claiming.living(at)} or due_at <= ${at}))
      order by id limit ${rooms}
    ),
    wanted as (
      select organization_id, id from (
        select organization_id, id, row_number() over (partition by organization_id, room_id order by id) as place
        from matrix_event join ready using (organization_id, room_id) where ${OPEN}
      ) numbered where place <= ${each}
    ),
    taken as (
      update matrix_event set claimed_by = ${by}, due_at = ${until}
      from wanted where matrix_event.organization_id = wanted.organization_id and matrix_event.id = wanted.id
      returning matrix_event.organization_id, matrix_event.id, attempts, room_id
    )
    select organization_id as organization, id::text, attempts, room_id as room from taken order by taken.id`.execute(
    across,
  );
  return rows;
}

/** How many rooms this process has something of in its hands. */
export async function countHeld(across: Db, by: Id<'process'>, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct (organization_id, room_id))::int as count from matrix_event
    where ${OPEN} and claimed_by = ${by} and due_at > ${at}`.execute(across);
  return rows[0]?.count ?? 0;
}

/** Puts rows that were not begun since into other hands, or nobody's. Resolves with those that it still could. */
export async function pass(
  across: Db,
  tickets: readonly Ticket[],
  { from, to, due }: { from: Id<'process'>; to: Id<'process'> | null; due: Date },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    with passed as (
      update matrix_event set claimed_by = ${to}, due_at = ${due}
      from unnest(${tickets.map(({ organization }) => organization)}::uuid[],
        ${tickets.map(({ id }) => id)}::bigint[], ${tickets.map(({ attempts }) => attempts)}::int[])
        as ticket (organization_id, id, attempts)
      where matrix_event.organization_id = ticket.organization_id and matrix_event.id = ticket.id
        and matrix_event.attempts = ticket.attempts and ${OPEN} and claimed_by = ${from}
      returning matrix_event.organization_id, matrix_event.id, matrix_event.attempts
    )
    select organization_id as organization, id::text, attempts from passed order by passed.id`.execute(
    across,
  );
  return rows;
}

/** Begins to work it off, if it is still this process's and nothing of its room is left before it. */
export async function begin(
  db: Db,
  { organization, id, attempts }: Ticket,
  { by, until }: { by: Id<'process'>; until: Date },
): Promise<KeptEvent | undefined> {
  const { rows } = await sql<KeptEvent>`
    update matrix_event set attempts = attempts + 1, due_at = ${until}
    where organization_id = ${organization} and id = ${id} and attempts = ${attempts} and claimed_by = ${by} and ${OPEN}
      and not exists (
        select from matrix_event earlier where earlier.organization_id = ${organization}
          and earlier.room_id = matrix_event.room_id and earlier.id < matrix_event.id and earlier.done_at is null
      )
    returning organization_id, id::text, room_id, event, received_at, attempts, fault, told_at`.execute(db);
  return rows[0];
}

/**
 * That what it says is taken down and told, in the transaction that does it: whoever else holds it waits for that, and
 * finds it done. False: it was, or is no longer this process's.
 */
export async function noteTold(
  db: Db,
  { organization_id, id, attempts }: KeptEvent,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update matrix_event set told_at = ${at}
    where organization_id = ${organization_id} and id = ${id} and attempts = ${attempts} and told_at is null
      and ${OPEN}
    returning id`.execute(db);
  return rows.length > 0;
}

/** Who sent an event of this room; undefined where it was not told, or is forgotten. */
export async function senderOf(db: Db, roomId: string, eventId: string): Promise<string | undefined> {
  const { rows } = await sql<{ sender: string | null }>`
    select event->>'sender' as sender from matrix_event
    where organization_id = current_setting('app.organization')::uuid and event_id = ${eventId}
      and room_id = ${roomId}`.execute(db);
  return rows[0]?.sender ?? undefined;
}

/** Whether what became of this user's membership in a room is still to be told, or was told since `at`. */
export async function isMembershipOpen(
  db: Db,
  { roomId, userId, since }: { roomId: string; userId: string; since: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select from matrix_event
    where organization_id = current_setting('app.organization')::uuid and room_id = ${roomId}
      and (told_at is null or told_at >= ${since}) and received_at >= ${since}::timestamptz - interval '1 day'
      and event->>'type' = 'm.room.member' and event->>'state_key' = ${userId}
    limit 1`.execute(db);
  return rows.length > 0;
}

/**
 * Says what became of it, and lets go of it, unless it was taken away meanwhile. Of what is done nothing that anybody said
 * is kept: it may be a secret. Whose it was is kept, since who may edit a message is seen by that.
 */
export async function settle(
  db: Db,
  { organization_id, id, attempts }: KeptEvent,
  change: { done_at: Date; fault?: string } | { due_at: Date; fault: string },
): Promise<void> {
  const done = 'done_at' in change ? change.done_at : null;
  const due = 'due_at' in change ? change.due_at : null;
  const { fault = null } = change;
  await sql`
    update matrix_event set claimed_by = null, done_at = ${done}, due_at = coalesce(${due}::timestamptz, due_at),
      fault = ${fault},
      event = case when ${done}::timestamptz is null then event else jsonb_strip_nulls(jsonb_build_object(
        'type', event->'type', 'sender', event->'sender', 'state_key', event->'state_key')) end
    where organization_id = ${organization_id} and id = ${id} and attempts = ${attempts} and ${OPEN}`.execute(
    db,
  );
}

/** Forgets up to `limit` that are done and were told before: told again, they would be taken for new. */
export async function forgetOld(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from matrix_event using (
      select organization_id, id from matrix_event where received_at < ${before} and done_at is not null limit ${limit}
    ) old
    where matrix_event.organization_id = old.organization_id and matrix_event.id = old.id`.execute(across);
  return Number(numAffectedRows);
}
