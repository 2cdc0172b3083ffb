import { type Insertable, type Selectable, sql } from 'kysely';
import type { AuditRow } from '../core/audit-chain.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type AuditEntry = Selectable<Tables['audit_entry']>;

type NewEntry = Insertable<Tables['audit_entry']>;

/** Lines of what was done or refused. */
export async function insert(db: Db, entries: NewEntry | readonly NewEntry[]): Promise<void> {
  await db.insertInto('audit_entry').values(entries).execute();
}

/** Refusals that are one too many to have a row each: of one actor, at one command, for one reason. */
type Refusal = Pick<NewEntry, 'actor_kind' | 'actor_id' | 'command' | 'outcome'>;

/** Keeps others from counting refusals of the same kind until the transaction ends. */
export async function lockRefusals(db: Db, { actor_id, command, outcome }: Refusal): Promise<void> {
  const key = `refusal ${actor_id} ${command} ${outcome}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db);
}

/** How many rows such a refusal has since then; at most `most` are counted. */
export async function countRefusals(db: Db, refusal: Refusal, since: Date, most: number): Promise<number> {
  const rows = await db
    .selectFrom('audit_entry')
    .select('id')
    .where(within('audit_entry'))
    .where('at', '>=', since)
    .where(isSuch(refusal))
    .limit(most)
    .execute();
  return rows.length;
}

/** Counts one more in the row that is open until then; false when there is none. */
export async function countOneMore(db: Db, refusal: Refusal, openUntil: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('audit_entry')
    .set((row) => ({ count: row('count', '+', 1) }))
    .where(within('audit_entry'))
    .where('open_until', '=', openUntil)
    .where('sequence', 'is', null)
    .where(isSuch(refusal))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

const isSuch = ({ actor_kind, actor_id, command, outcome }: Refusal) =>
  sql<boolean>`(actor_kind, command, outcome) = (${actor_kind}, ${command}, ${outcome})
    and actor_id is not distinct from ${actor_id}::uuid`;

/** What to look for: each as it stands in the log, whatever the case. */
export interface Filters {
  actor?: string | undefined;
  command?: string | undefined;
  target?: string | undefined;
  outcome?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}

/** Where a page begins: the row it follows. */
export interface AuditCursor {
  at: Date;
  id: string;
}

/** Rows that fit, newest first, and those of one moment in an order that stays. */
export async function list(
  db: Db,
  filters: Filters,
  page: { limit: number; after?: AuditCursor | undefined },
): Promise<AuditEntry[]> {
  let query = db.selectFrom('audit_entry').selectAll().where(within('audit_entry'));
  const { actor, command, target, outcome, since, until } = filters;
  if (actor !== undefined) query = query.where(sql<boolean>`lower(actor_name) = lower(${actor})`);
  if (command !== undefined) query = query.where('command', '=', command.toLowerCase());
  // A part of an id is enough, as for commands; a name is a whole one.
  if (target !== undefined)
    query = query.where(
      sql<boolean>`(lower(target) = lower(${target}) or (length(target) = 36 and starts_with(target, lower(${target}))))`,
    );
  if (outcome !== undefined) query = query.where('outcome', '=', outcome.toLowerCase());
  if (since) query = query.where('at', '>=', since);
  if (until) query = query.where('at', '<', until);
  if (page.after) query = query.where(sql<boolean>`(at, id) < (${page.after.at}, ${page.after.id}::uuid)`);
  return query.orderBy('at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

/** A row as exact as it is stored: a time has microseconds, of which a Date keeps none. */
function exact(db: Db) {
  return db
    .selectFrom('audit_entry')
    .select(['organization_id', 'id', 'actor_kind', 'actor_id', 'actor_name', 'surface', 'command'])
    .select(['target', 'outcome', 'subject', 'note', 'count'])
    .select(sql<string>`extract(epoch from at)::text`.as('at'))
    .select(sql<string | null>`extract(epoch from open_until)::text`.as('open_until'))
    .where(within('audit_entry'));
}

/** Rows to be sealed next, locked. One that still counts refusals is not ready. */
export async function takeUnsealed(db: Db, at: Date, limit: number): Promise<AuditRow[]> {
  return exact(db)
    .where('sequence', 'is', null)
    .where(sql<boolean>`(open_until is null or open_until <= ${at})`)
    .orderBy('audit_entry.at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute();
}

export interface Sealed {
  id: string;
  sequence: string;
  previous: Buffer;
  hash: Buffer;
}

/** Gives rows their places in the chain. */
export async function seal(db: Db, rows: readonly Sealed[]): Promise<void> {
  const columns = (name: keyof Sealed) => rows.map((row) => row[name]);
  await sql`
    update audit_entry set sequence = s.sequence, previous_hash = s.previous_hash, hash = s.hash
    from unnest(${columns('id')}::uuid[], ${columns('sequence')}::bigint[], ${columns('previous')}::bytea[],
      ${columns('hash')}::bytea[]) as s(id, sequence, previous_hash, hash)
    where ${within('audit_entry')} and audit_entry.id = s.id`.execute(db);
}

/** A row of the chain. */
export interface Link extends AuditRow {
  sequence: string;
  previous_hash: Buffer;
  hash: Buffer;
}

/**
 * The rows of the chain behind one place, up to another. Where a limit stood instead, Postgres took the policy to leave
 * one row in a hundred, and read and sorted the whole log for each batch.
 */
export async function links(db: Db, after: number | string, last: number): Promise<Link[]> {
  return exact(db)
    .select(['sequence', 'previous_hash', 'hash'])
    .$narrowType<{ sequence: string; previous_hash: Buffer; hash: Buffer }>()
    .where('sequence', '>', String(after))
    .where('sequence', '<=', String(last))
    .orderBy('sequence')
    .execute();
}

/** The highest place that any row has; '0' when none has one. */
export async function lastSequence(db: Db): Promise<string> {
  const { last } = await db
    .selectFrom('audit_entry')
    .select(sql<string>`coalesce(max(sequence), 0)::text`.as('last'))
    .where(within('audit_entry'))
    .executeTakeFirstOrThrow();
  return last;
}
