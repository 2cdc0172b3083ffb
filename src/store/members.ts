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

/** Members by name, from the one after `after`; `like` is a part of the name, in lower case. */
export async function list(
  db: Db,
  page: { limit: number; after?: { name: string; id: string } | undefined; like?: string },
): Promise<Member[]> {
  let query = db.selectFrom('member').selectAll().where(within('member'));
  if (page.after)
    query = query.where(sql<boolean>`(name, id) > (${page.after.name}, ${page.after.id}::uuid)`);
  if (page.like !== undefined) query = query.where(sql<boolean>`strpos(lower(name), ${page.like}) > 0`);
  return query.orderBy('name').orderBy('id').limit(page.limit).execute();
}

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
