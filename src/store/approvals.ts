import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

/** A request with the names of those who have to do with it. */
export interface Approval extends Selectable<Tables['approval']> {
  /** Of the bot that is to be made, or whose scopes are widened. */
  username: string;
  bot_owner_id: Id<'member'> | null;
  bot_deleted_at: Date | null;
  requester_name: string;
  answerer_name: string | null;
}

/** Where a page begins: the request it follows. */
export interface ApprovalCursor {
  createdAt: Date;
  id: string;
}

/** Inserts a request; false when one for the same name, or for the scopes of the same bot, is not answered yet. */
export async function insert(db: Db, approval: Insertable<Tables['approval']>): Promise<boolean> {
  const inserted = await db
    .insertInto('approval')
    .values(approval)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function find(db: Db, id: Id<'approval'>): Promise<Approval | undefined> {
  return approvals(db).where(within('approval')).where('approval.id', '=', id).executeTakeFirst();
}

/** What is not answered yet for this name. */
export async function findUnanswered(
  db: Db,
  kind: Approval['kind'],
  username: string,
): Promise<Approval | undefined> {
  return approvals(db)
    .where(within('approval'))
    .where('approval.answered_at', 'is', null)
    .where('approval.kind', '=', kind)
    .where(sql`${USERNAME}`, '=', username)
    .executeTakeFirst();
}

/** Requests whose id holds this part anywhere, newest first; at most `limit` of them. */
export async function findByPartOfId(db: Db, part: string, limit: number): Promise<Approval[]> {
  return approvals(db)
    .where(within('approval'))
    .where(sql<boolean>`strpos(approval.id::text, ${part}) > 0`)
    .orderBy('approval.created_at', 'desc')
    .limit(limit)
    .execute();
}

/** Keeps others from answering it until the transaction ends. */
export async function lock(db: Db, id: Id<'approval'>): Promise<void> {
  await db.selectFrom('approval').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

interface Page {
  limit: number;
  after?: ApprovalCursor | undefined;
  requester?: Id<'member'> | undefined;
  /** Those alone that somebody else asked for. */
  notBy?: Id<'member'> | undefined;
  /** Those alone that can be answered at this time. */
  openAt?: Date | undefined;
}

/** Requests, newest first. */
export async function list(db: Db, page: Page): Promise<Approval[]> {
  let query = approvals(db).where(fits(page));
  if (page.after) {
    const { createdAt, id } = page.after;
    query = query.where(sql<boolean>`(approval.created_at, approval.id) < (${createdAt}, ${id}::uuid)`);
  }
  return query
    .orderBy('approval.created_at', 'desc')
    .orderBy('approval.id', 'desc')
    .limit(page.limit)
    .execute();
}

export async function count(db: Db, filter: Omit<Page, 'limit' | 'after'>): Promise<number> {
  const row = await db
    .selectFrom('approval')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(fits(filter))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Answers a request; false when it was answered before. Nobody's answer says that its time is over. */
export async function answer(
  db: Db,
  id: Id<'approval'>,
  given: { at: Date; by: Id<'member'> | null; isApproved: boolean; said: string | null },
): Promise<boolean> {
  const answered = await db
    .updateTable('approval')
    .set({ answered_at: given.at, answered_by: given.by, is_approved: given.isApproved, answer: given.said })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return answered !== undefined;
}

/** Denies what was asked for this bot and not answered yet. */
export async function denyAllOf(
  db: Db,
  bot: Id<'bot'>,
  given: { at: Date; by: Id<'member'> | null },
): Promise<void> {
  await db
    .updateTable('approval')
    .set({ answered_at: given.at, answered_by: given.by, is_approved: false })
    .where(within('approval'))
    .where('bot_id', '=', bot)
    .where('answered_at', 'is', null)
    .execute();
}

function fits({ requester, notBy, openAt }: Omit<Page, 'limit' | 'after'>) {
  const conditions = [within('approval')];
  if (requester !== undefined) conditions.push(sql`approval.requester_id = ${requester}`);
  if (notBy !== undefined) conditions.push(sql`approval.requester_id <> ${notBy}`);
  if (openAt) conditions.push(sql`approval.answered_at is null and approval.expires_at > ${openAt}`);
  return sql.join<boolean>(conditions, sql` and `);
}

const USERNAME = sql<string>`coalesce(bot.username, approval.input->>'username')`;

function approvals(db: Db) {
  return db
    .selectFrom('approval')
    .innerJoin('member as requester', (join) =>
      join
        .onRef('requester.organization_id', '=', 'approval.organization_id')
        .onRef('requester.id', '=', 'approval.requester_id'),
    )
    .leftJoin('member as answerer', (join) =>
      join
        .onRef('answerer.organization_id', '=', 'approval.organization_id')
        .onRef('answerer.id', '=', 'approval.answered_by'),
    )
    .leftJoin('bot', (join) =>
      join
        .onRef('bot.organization_id', '=', 'approval.organization_id')
        .onRef('bot.id', '=', 'approval.bot_id'),
    )
    .selectAll('approval')
    .select([
      'bot.owner_id as bot_owner_id',
      'bot.deleted_at as bot_deleted_at',
      'requester.name as requester_name',
      'answerer.name as answerer_name',
      USERNAME.as('username'),
    ]);
}
