import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Database, Tables } from './schema.ts';

export type MemberRow = Selectable<Tables['member']>;

/** A person. Whose address is not given has one of the workspace's. */
export async function insert(db: Database, member: Insertable<Tables['member']>): Promise<void> {
  const own = db
    .selectFrom('workspace')
    .select(sql<string>`${member.name}::text || '@' || workspace.domain || '.example'`.as('email'));
  await db
    .insertInto('member')
    .values({ ...member, email: member.email ?? own })
    .execute();
}

/** The bot user of an app; a second installation may change its names, and brings back one that was gone. */
export async function upsertBot(db: Database, bot: Insertable<Tables['member']>): Promise<void> {
  const { name, real_name } = bot;
  await db
    .insertInto('member')
    .values(bot)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, real_name, deleted: false }))
    .execute();
}

export async function find(db: Database, id: string): Promise<MemberRow | undefined> {
  return db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirst();
}

/** By the `B…` id, which messages carry beside the bot user's. */
export async function findBot(db: Database, botId: string): Promise<MemberRow | undefined> {
  return db.selectFrom('member').selectAll().where('bot_id', '=', botId).executeTakeFirst();
}

/** By id or by name, as a person types it. */
export async function findByName(db: Database, nameOrId: string): Promise<MemberRow | undefined> {
  return db
    .selectFrom('member')
    .selectAll()
    .where((row) => row.or([row('id', '=', nameOrId), row('name', '=', nameOrId)]))
    .executeTakeFirst();
}

/** Those of these names that there are, people and bots alike. */
export async function named(db: Database, names: string[]): Promise<{ id: string; name: string }[]> {
  return db.selectFrom('member').select(['id', 'name']).where('name', 'in', names).execute();
}

/** The member that it has made of it. @throws if there is none, or nothing to change */
export async function update(
  db: Database,
  id: string,
  changes: Updateable<Tables['member']>,
): Promise<MemberRow> {
  return db.updateTable('member').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Addresses are the same in capitals and without. */
export async function findByEmail(db: Database, email: string): Promise<MemberRow | undefined> {
  return db
    .selectFrom('member')
    .selectAll()
    .where((row) => row(row.fn('lower', ['email']), '=', email.toLowerCase()))
    .executeTakeFirst();
}

export async function findAll(db: Database, ids: string[]): Promise<MemberRow[]> {
  return ids.length === 0 ? [] : db.selectFrom('member').selectAll().where('id', 'in', ids).execute();
}

/** In the order of their ids, for a cursor. */
export async function page(db: Database, after: string, limit: number): Promise<MemberRow[]> {
  return db.selectFrom('member').selectAll().where('id', '>', after).orderBy('id').limit(limit).execute();
}

/** Who can be acted as: admins first, then by name, bots and the deleted left out. */
export async function people(db: Database): Promise<MemberRow[]> {
  return db
    .selectFrom('member')
    .selectAll()
    .where('bot_id', 'is', null)
    .where('deleted', '=', false)
    .orderBy('is_admin', 'desc')
    .orderBy('name')
    .execute();
}

/** Undefined if somebody else has this address. */
export async function changeProfile(
  db: Database,
  id: string,
  changes: Updateable<Tables['member']>,
): Promise<MemberRow | undefined> {
  try {
    return await update(db, id, changes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '23505') return undefined;
    throw error;
  }
}

/** Of all apps. */
export async function botIds(db: Database): Promise<string[]> {
  const rows = await db.selectFrom('member').select('id').where('bot_id', 'is not', null).execute();
  return rows.map((row) => row.id);
}
