import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** One of our own users in a room: a bot's, or without a bot the command bot. */
export interface Membership {
  organization_id: Id<'organization'>;
  room_id: string;
  user_id: string;
  bot_id: Id<'bot'> | null;
  state: 'join' | 'invite';
  at: Date;
}

/** Takes down that a user of ours is in a room, or invited. */
export async function put(db: Db, ...memberships: Membership[]): Promise<void> {
  if (memberships.length === 0) return;
  await db
    .insertInto('matrix_membership')
    .values(memberships)
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'room_id', 'user_id']).doUpdateSet((excluded) => ({
        state: excluded.ref('excluded.state'),
        at: excluded.ref('excluded.at'),
      })),
    )
    .execute();
}

/** Takes down that it is in it no more. */
export async function remove(db: Db, roomId: string, userId: string): Promise<void> {
  await db
    .deleteFrom('matrix_membership')
    .where(within('matrix_membership'))
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute();
}

/** The users of ours in a room, the command bot among them. */
export async function listIn(db: Db, roomId: string): Promise<Membership[]> {
  return db
    .selectFrom('matrix_membership')
    .selectAll()
    .where(within('matrix_membership'))
    .where('room_id', '=', roomId)
    .execute();
}

/**
 * The bots that are in a room, and their owners. Asked with one join, all bots of the organization are gone through for
 * each that is there, where Postgres does not know yet how many there are: of 200 that took 32 ms, and this takes less than 8.
 */
export async function listBotsIn(
  db: Db,
  roomId: string,
): Promise<{ id: Id<'bot'>; owner_id: Id<'member'> }[]> {
  const present = await listIn(db, roomId);
  const ids = present.flatMap(({ bot_id: id, state }) => (id !== null && state === 'join' ? [id] : []));
  const { rows } = await sql<{ id: Id<'bot'>; owner_id: Id<'member'> }>`
    select id, owner_id from bot
    where ${within('bot')} and id = any(${ids}::uuid[]) and deleted_at is null order by id`.execute(db);
  return rows;
}

/** The bots that there are, whose users are ours on this server. */
export async function listBots(db: Db, server: string): Promise<{ id: Id<'bot'>; username: string }[]> {
  return db
    .selectFrom('bot')
    .select(['id', 'username'])
    .where(within('bot'))
    .where(
      sql<boolean>`('@bot_' || username || ':' || ${server}) in
        (select user_id from matrix_user where ${within('matrix_user')})`,
    )
    .where('deleted_at', 'is', null)
    .orderBy('username')
    .execute();
}

/** Whether any user of ours is in this room or invited: of others we know nothing. */
export async function isKnown(db: Db, roomId: string): Promise<boolean> {
  return (await listIn(db, roomId)).length > 0;
}

/** The rooms that a user of ours is in. */
export async function listOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('matrix_membership')
    .select('room_id')
    .where(within('matrix_membership'))
    .where('user_id', '=', userId)
    .where('state', '=', 'join')
    .execute();
  return rows.map(({ room_id }) => room_id);
}

/** Takes down that it is in none of these rooms, of what was taken down before then; in which it is invited stays. */
export async function removeFrom(
  db: Db,
  userId: string,
  { rooms, before }: { rooms: readonly string[]; before: Date },
): Promise<void> {
  if (rooms.length === 0) return;
  await db
    .deleteFrom('matrix_membership')
    .where(within('matrix_membership'))
    .where('user_id', '=', userId)
    .where('room_id', 'in', rooms)
    .where('state', '=', 'join')
    .where('at', '<', before)
    .execute();
}

/** Takes down that nothing of a room can be read from now on: there is no way back. */
export async function noteEncrypted(db: Db, organization: Id<'organization'>, roomId: string): Promise<void> {
  await db
    .insertInto('matrix_room')
    .values({ organization_id: organization, room_id: roomId, is_encrypted: true })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'room_id']).doUpdateSet({ is_encrypted: true }),
    )
    .execute();
}

export async function isEncrypted(db: Db, roomId: string): Promise<boolean> {
  const found = await db
    .selectFrom('matrix_room')
    .select('is_encrypted')
    .where(within('matrix_room'))
    .where('room_id', '=', roomId)
    .executeTakeFirst();
  return found?.is_encrypted ?? false;
}

/** Whether it was said there that nothing can be read. */
export async function wasTold(db: Db, roomId: string): Promise<boolean> {
  const found = await db
    .selectFrom('matrix_room')
    .select('told_encrypted_at')
    .where(within('matrix_room'))
    .where('room_id', '=', roomId)
    .executeTakeFirst();
  return (found?.told_encrypted_at ?? null) !== null;
}

/** Takes down that it was said there that nothing can be read, when it was first. */
export async function noteTold(
  db: Db,
  organization: Id<'organization'>,
  roomId: string,
  at: Date,
): Promise<void> {
  await sql`
    insert into matrix_room (organization_id, room_id, is_encrypted, told_encrypted_at)
    values (${organization}, ${roomId}, true, ${at})
    on conflict (organization_id, room_id) do update set is_encrypted = true, told_encrypted_at = ${at}
      where matrix_room.told_encrypted_at is null`.execute(db);
}
