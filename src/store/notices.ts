import { type Selectable, sql, type Updateable } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Notice } from '../core/notices.ts';
import { living } from './claiming.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import type { Ticket } from './ticket.ts';
import { within } from './within.ts';

/** Where an approval was asked, by which notice. */
export interface Asked {
  id: Id<'notice'>;
  to: Id<'member'> | { channel: string };
}

export type NoticeRow = Selectable<Tables['notice']>;

export interface NewNotice {
  organization_id: Id<'organization'>;
  id: Id<'notice'>;
  to: Id<'member'> | { channel: string };
  notice: Notice;
  /** Where it is said; wherever they are unless told. */
  via?: 'slack' | 'matrix' | undefined;
  at: Date;
}

/** Something to be said, from `at` on, once the transaction is committed. */
export async function insert(db: Db, ...notices: NewNotice[]): Promise<void> {
  await db.insertInto('notice').values(notices.map(asRow)).execute();
}

function asRow({ organization_id, id, to, notice, via, at }: NewNotice) {
  const { kind, ...subject } = notice;
  return {
    organization_id,
    id,
    kind,
    subject,
    member_id: typeof to === 'string' ? to : null,
    channel: typeof to === 'string' ? null : to.channel,
    via: via ?? null,
    created_at: at,
    due_at: at,
  };
}

const OPEN = sql`notice.sent_at is null and notice.given_up_at is null`;
const RECIPIENT = sql`coalesce(notice.member_id::text, notice.channel)`;

/**
 * What is due and in nobody's hands, up to `each` for one recipient, whoever has waited longest first. Rows come back
 * when their process has not beaten for two seconds, and after ten in the hands of one that lives: then their job is
 * lost. Recipients for whom something is under way wait, and so do organizations that are left out. With 10,000 rows due it takes 25 ms, with none 0.2.
 */
export async function listDue(
  across: Db,
  { at, but, each, limit }: { at: Date; but: readonly Id<'organization'>[]; each: number; limit: number },
): Promise<(Ticket & { recipient: string })[]> {
  const { rows } = await sql<Ticket & { recipient: string }>`
    with held as (
      select organization_id, ${RECIPIENT} as recipient from notice
      where ${OPEN} and claimed_by in ${living(at)}
        and due_at > ${at}::timestamptz - interval '10 seconds'
    )
    select organization_id as organization, id, attempts, recipient from (
      select organization_id, id, attempts, due_at, created_at, ${RECIPIENT} as recipient,
        row_number() over (partition by organization_id, ${RECIPIENT} order by due_at, created_at, id) as place
      from notice
      where ${OPEN} and due_at <= ${at} and organization_id <> all(${but}::uuid[])
        and (claimed_by is null or claimed_by not in ${living(at)}
          or due_at <= ${at}::timestamptz - interval '10 seconds')
        and (organization_id, ${RECIPIENT}) not in (select organization_id, recipient from held)
    ) due
    where place <= ${each}
    order by due_at, created_at
    limit ${limit}`.execute(across);
  return rows;
}

/** Whether anything may be due: one look into an index. */
export async function isAnyDue(across: Db, at: Date): Promise<boolean> {
  const { rows } = await sql`select from notice where ${OPEN} and due_at <= ${at} limit 1`.execute(across);
  return rows.length > 0;
}

/** How many recipients this process has rows of in its hands, and may still come to. */
export async function countHeld(across: Db, by: Id<'process'>, at: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct (organization_id, ${RECIPIENT}))::int as count from notice
    where ${OPEN} and claimed_by = ${by}
      and due_at > ${at}::timestamptz - interval '10 seconds'`.execute(across);
  return rows[0]?.count ?? 0;
}

/** Puts rows that were not begun since into other hands, or nobody's. Resolves with those that it still could. */
export async function pass(
  across: Db,
  tickets: readonly Ticket[],
  { from, to, at }: { from?: Id<'process'>; to: Id<'process'> | null; at: Date },
): Promise<Ticket[]> {
  const { rows } = await sql<Ticket>`
    update notice set claimed_by = ${to}, due_at = ${at}
    from unnest(${tickets.map(({ organization }) => organization)}::uuid[], ${tickets.map(({ id }) => id)}::uuid[],
      ${tickets.map(({ attempts }) => attempts)}::int[]) as ticket (organization_id, id, attempts)
    where notice.organization_id = ticket.organization_id and notice.id = ticket.id
      and notice.attempts = ticket.attempts and ${OPEN}
      and (${from ?? null}::uuid is null or claimed_by = ${from ?? null})
    returning notice.organization_id as organization, notice.id, notice.attempts`.execute(across);
  return rows;
}

/** Begins to say it, if it is still this process's; nobody else takes it before `until`, whatever becomes of this one. */
export async function begin(
  db: Db,
  { organization, id, attempts }: Ticket,
  { by, until }: { by: Id<'process'>; until: Date },
): Promise<NoticeRow | undefined> {
  return db
    .updateTable('notice')
    .set({ attempts: attempts + 1, due_at: until })
    .where('organization_id', '=', organization)
    .where(sql<boolean>`id = ${id}`)
    .where('attempts', '=', attempts)
    .where('claimed_by', '=', by)
    .where(sql<boolean>`${OPEN}`)
    .returningAll()
    .executeTakeFirst();
}

type Change = Pick<
  Updateable<Tables['notice']>,
  'sent_at' | 'place' | 'due_at' | 'attempts' | 'given_up_at' | 'fault'
>;

/** Says what became of it, and lets go of it, unless it was taken away meanwhile. False: it was. */
export async function settle(db: Db, begun: NoticeRow, change: Change): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('notice')
    .set({ ...change, claimed_by: null })
    .where('organization_id', '=', begun.organization_id)
    .where('id', '=', begun.id)
    .where('attempts', '=', begun.attempts)
    .where('claimed_by', '=', begun.claimed_by)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function find(db: Db, id: Id<'notice'>): Promise<NoticeRow | undefined> {
  return db.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Forgets up to `limit` of what was said or given up before. Resolves with how many. */
export async function forgetOld(across: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from notice using (
      select organization_id, id from notice where coalesce(sent_at, given_up_at) < ${before} limit ${limit}
    ) old
    where notice.organization_id = old.organization_id and notice.id = old.id`.execute(across);
  return Number(numAffectedRows);
}

/** Whether this was to be said before, to whomever. */
export async function exists(db: Db, { kind, ...subject }: Notice): Promise<boolean> {
  const found = await db
    .selectFrom('notice')
    .select('id')
    .where(within('notice'))
    .where('kind', '=', kind)
    .where(sql<boolean>`subject = ${JSON.stringify(subject)}::jsonb`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Everywhere that this approval was asked. */
export async function listAsked(db: Db, approval: Id<'approval'>): Promise<Asked[]> {
  const found = await db
    .selectFrom('notice')
    .select(['id', 'member_id', 'channel'])
    .where(within('notice'))
    .where('kind', '=', 'approval_asked')
    .where(sql<boolean>`subject->>'approval' = ${approval}`)
    .execute();
  return found.map(({ id, member_id, channel }) => ({ id, to: member_id ?? { channel: channel ?? '' } }));
}
