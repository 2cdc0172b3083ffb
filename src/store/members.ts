import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Role } from '../core/scopes.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type Member = Selectable<Tables['member']>;

export interface SlackMember {
  organization: Id<'organization'>;
  slackUserId: string;
  name: string;
  timeZone: string;
  workspaceRole: Role;
  isDeactivated: boolean;
  at: Date;
}

/** Writes what the workspace says of a person now, at first contact as later. */
export async function upsertFromSlack(db: Db, id: Id<'member'>, member: SlackMember): Promise<Member> {
  const seen = {
    name: member.name,
    time_zone: member.timeZone,
    workspace_role: member.workspaceRole,
    is_deactivated: member.isDeactivated,
    checked_at: member.at,
  };
  return db
    .insertInto('member')
    .values({
      ...seen,
      organization_id: member.organization,
      id,
      slack_user_id: member.slackUserId,
      created_at: member.at,
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'slack_user_id']).doUpdateSet(seen))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findBySlackUser(db: Db, slackUserId: string): Promise<Member | undefined> {
  return db.selectFrom('member').selectAll().where('slack_user_id', '=', slackUserId).executeTakeFirst();
}

export interface MatrixMember {
  organization: Id<'organization'>;
  matrixUserId: string;
  name: string;
  role: Role;
  at: Date;
}

/** Writes who a person is that is known by a Matrix user id alone, at first contact as later. */
export async function upsertFromMatrix(db: Db, id: Id<'member'>, member: MatrixMember): Promise<Member> {
  const seen = { name: member.name, workspace_role: member.role, checked_at: member.at };
  const written = await db
    .insertInto('member')
    .values({
      ...seen,
      organization_id: member.organization,
      id,
      matrix_user_id: member.matrixUserId,
      time_zone: 'UTC',
      is_deactivated: false,
      created_at: member.at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'matrix_user_id'])
        .doUpdateSet(seen)
        // Whoever was joined with a Slack account just now is what their workspace says.
        .where('member.slack_user_id', 'is', null),
    )
    .returningAll()
    .executeTakeFirst();
  return written ?? findOf(db, member.matrixUserId).executeTakeFirstOrThrow();
}

const findOf = (db: Db, matrixUserId: string) =>
  db.selectFrom('member').selectAll().where(within('member')).where('matrix_user_id', '=', matrixUserId);

export async function findByMatrixUser(db: Db, matrixUserId: string): Promise<Member | undefined> {
  return findOf(db, matrixUserId).executeTakeFirst();
}

/** Who is known by a Matrix user id alone. */
export async function listInMatrixAlone(db: Db): Promise<(Member & { matrix_user_id: string })[]> {
  return db
    .selectFrom('member')
    .selectAll()
    .where(within('member'))
    .where('matrix_user_id', 'is not', null)
    .where('slack_user_id', 'is', null)
    .$narrowType<{ matrix_user_id: string }>()
    .execute();
}

/** As `findBySlackUser`, and keeps others from changing them until the transaction ends. */
export async function lockBySlackUser(db: Db, slackUserId: string): Promise<Member | undefined> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('slack_user_id', '=', slackUserId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Who is told what happens to each bot: its owner; if they are deactivated its backup owner; else the admins. */
export async function keepersOf(
  db: Db,
  bots: readonly Id<'bot'>[],
): Promise<{ bot: Id<'bot'>; keeper: Id<'member'> }[]> {
  const { rows } = await sql<{ bot: Id<'bot'>; keeper: Id<'member'> }>`
    select bot, keeper from (
      select bot.id as bot, member.id as keeper, rank, min(rank) over (partition by bot.id) as first
      from bot join member using (organization_id),
        lateral (select case member.id when owner_id then 1 when backup_owner_id then 2 else 3 end as rank) as ranked
      where ${within('bot')} and bot.id = any(${bots}::uuid[]) and not is_deactivated and (rank < 3 or role = 'admin')
    ) as ranked where rank = first order by bot, keeper`.execute(db);
  return rows;
}

export async function find(db: Db, id: Id<'member'>): Promise<Member | undefined> {
  return db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Everybody of this name, in lower case, who was ever here. */
export async function findByName(db: Db, name: string): Promise<Member[]> {
  return db
    .selectFrom('member')
    .selectAll()
    .where(within('member'))
    .where(sql<boolean>`lower(name) = ${name}`)
    .execute();
}

/** Keeps others from changing this member until the transaction ends. */
export async function lock(db: Db, id: Id<'member'>): Promise<Member | undefined> {
  return db.selectFrom('member').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** Keeps others from changing roles until the transaction ends, so that of two last admins one stays. */
export async function lockRoles(db: Db): Promise<void> {
  await db
    .selectFrom('organization')
    .select('id')
    .where(sql<boolean>`id = current_setting('app.organization')::uuid`)
    .forNoKeyUpdate()
    .execute();
}

/** How many admins there are who are not deactivated, this one aside. */
export async function countOtherAdmins(db: Db, id: Id<'member'>): Promise<number> {
  const row = await db
    .selectFrom('member')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('member'))
    .where('role', '=', 'admin')
    .where('is_deactivated', '=', false)
    .where('id', '!=', id)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Gives a role that goes before the workspace's; null takes it back. Resolves with the role that counts now. */
export async function giveRole(db: Db, id: Id<'member'>, role: Role | null): Promise<Role> {
  const member = await db
    .updateTable('member')
    .set({ given_role: role })
    .where('id', '=', id)
    .returning('role')
    .executeTakeFirstOrThrow();
  return member.role;
}

/** Members by name, from the one after `after`, with their bots counted; `like` is a part of the name, in lower case. */
export async function list(
  db: Db,
  page: { limit: number; after?: { name: string; id: string } | undefined; like?: string },
): Promise<(Member & { bot_count: number })[]> {
  let query = db.selectFrom('member').selectAll().select(botCount.as('bot_count')).where(within('member'));
  if (page.after)
    query = query.where(sql<boolean>`(name, id) > (${page.after.name}, ${page.after.id}::uuid)`);
  if (page.like !== undefined) query = query.where(sql<boolean>`strpos(lower(name), ${page.like}) > 0`);
  return query.orderBy('name').orderBy('id').limit(page.limit).execute();
}

/** How many members there are, deactivated ones among them. */
export async function count(db: Db): Promise<number> {
  const row = await db
    .selectFrom('member')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('member'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** How many bots this member owns. */
export async function countBots(db: Db, id: Id<'member'>): Promise<number> {
  const row = await db
    .selectFrom('member')
    .select(botCount.as('bot_count'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.bot_count;
}

const botCount = sql<number>`(select count(*)::int from bot
  where bot.organization_id = member.organization_id and bot.owner_id = member.id and bot.deleted_at is null)`;

/** Admins who are here, by name. */
export async function listAdmins(db: Db): Promise<Member[]> {
  return db
    .selectFrom('member')
    .selectAll()
    .where(within('member'))
    .where('role', '=', 'admin')
    .where('is_deactivated', '=', false)
    .orderBy('name')
    .execute();
}
