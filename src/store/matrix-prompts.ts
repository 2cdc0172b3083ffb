import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type Prompt = Selectable<Tables['matrix_prompt']>;

/** Where what it asks and what was answered stands, as it is sealed for. */
export const placeOf = ({ organization_id, id }: Pick<Prompt, 'organization_id' | 'id'>): string =>
  `${organization_id}|matrix_prompt|${id}|state`;

export async function insert(db: Db, prompt: Insertable<Tables['matrix_prompt']>): Promise<void> {
  await db.insertInto('matrix_prompt').values(prompt).execute();
}

/** Takes down which message asks it. */
export async function place(db: Db, id: Id<'matrix_prompt'>, eventId: string): Promise<void> {
  await db
    .updateTable('matrix_prompt')
    .set({ event_id: eventId })
    .where(within('matrix_prompt'))
    .where('id', '=', id)
    .execute();
}

/** Whose prompts, and in which room. */
export interface Asked {
  member: Id<'member'>;
  room: string;
}

const allOf = (db: Db, { member }: Pick<Asked, 'member'>) =>
  db.selectFrom('matrix_prompt').selectAll().where(within('matrix_prompt')).where('member_id', '=', member);

/** Those of the room, the newest first. */
const newestOf = (db: Db, asked: Asked) =>
  allOf(db, asked).where('room_id', '=', asked.room).orderBy('created_at', 'desc').limit(1);

/** What this person types in this room from now on answers none of those there are, but for these kinds. */
export async function pass(
  db: Db,
  { member, room }: Asked,
  kinds: readonly Prompt['kind'][],
  at: Date,
): Promise<void> {
  await db
    .updateTable('matrix_prompt')
    .set({ passed_at: at })
    .where(within('matrix_prompt'))
    .where('room_id', '=', room)
    .where('member_id', '=', member)
    .where('kind', 'in', kinds)
    .where('passed_at', 'is', null)
    .where('answered_at', 'is', null)
    .execute();
}

/** The one that this event answered already, when it was open. */
export async function findAnswered(db: Db, asked: Asked, by: string): Promise<Prompt | undefined> {
  return allOf(db, asked)
    .where('answered_by', '=', by)
    .where('passed_at', 'is', null)
    .whereRef('answered_at', '<', 'expires_at')
    .executeTakeFirst();
}

/** The open one that this message asks. Buttons stay open when others were shown after them. */
export async function findOfEvent(
  db: Db,
  asked: Asked,
  eventId: string,
  at: Date,
): Promise<Prompt | undefined> {
  return newestOf(db, asked)
    .where('event_id', '=', eventId)
    .where('answered_at', 'is', null)
    .where('expires_at', '>', at)
    .where((where) => where.or([where('passed_at', 'is', null), where('kind', '=', 'buttons')]))
    .executeTakeFirst();
}

/**
 * The one that what was typed at `typedAt` answers: the newest question or form, else the newest buttons. What was asked
 * after that it does not answer.
 */
export async function findNewest(
  db: Db,
  asked: Asked,
  { at, typedAt }: { at: Date; typedAt: Date },
): Promise<Prompt | undefined> {
  return newestOf(db, asked)
    .clearOrderBy()
    .where('answered_at', 'is', null)
    .where('passed_at', 'is', null)
    .where('expires_at', '>', at)
    .where('created_at', '<', typedAt)
    .orderBy(sql`kind = 'buttons'`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
}

/**
 * The question or form that this message asks, or the newest one since then, which waits no more though it never was
 * answered; or was told of as such by the same event.
 */
export async function findOver(
  db: Db,
  asked: Asked,
  { event, since, at, by }: { event: string | undefined; since: Date; at: Date; by: string },
): Promise<Prompt | undefined> {
  return newestOf(db, asked)
    .where('kind', '!=', 'buttons')
    .where('created_at', '>', since)
    .$if(event !== undefined, (query) => query.where('event_id', '=', event ?? null))
    .where((where) => where.or([where('passed_at', 'is not', null), where('expires_at', '<=', at)]))
    .where((where) => where.or([where('answered_at', 'is', null), where('answered_by', '=', by)]))
    .executeTakeFirst();
}

/** Takes it, if it is open, or was taken by the same event; of two answers at once one does. */
export async function take(db: Db, id: Id<'matrix_prompt'>, by: string | null, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('matrix_prompt')
    .set({ answered_at: at, answered_by: by })
    .where(within('matrix_prompt'))
    .where('id', '=', id)
    .where((where) => where.or([where('answered_at', 'is', null), where('answered_by', '=', by)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Forgets up to `limit` prompts that ended before. Resolves with how many. */
export async function forgetOld(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from matrix_prompt using (
      select organization_id, id from matrix_prompt where expires_at < ${before} order by expires_at limit ${limit}
    ) old
    where matrix_prompt.organization_id = old.organization_id and matrix_prompt.id = old.id`.execute(across);
  return Number(numAffectedRows);
}
