import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** The room in which the command bot speaks with this person alone, and since when it is that. */
export async function find(db: Db, member: Id<'member'>): Promise<{ room: string; at: Date } | undefined> {
  return db
    .selectFrom('matrix_direct')
    .select(['room_id as room', 'created_at as at'])
    .where(within('matrix_direct'))
    .where('member_id', '=', member)
    .executeTakeFirst();
}

interface Direct {
  organization: Id<'organization'>;
  member: Id<'member'>;
  room: string;
  at: Date;
}

/**
 * Takes down that this is the room, in the place of `instead`; of two at once who make one, one is. Resolves with the
 * room that it is.
 */
export async function put(
  db: Db,
  { organization, member, room, at }: Direct,
  instead: string | undefined,
): Promise<string> {
  await db
    .insertInto('matrix_direct')
    .values({ organization_id: organization, member_id: member, room_id: room, created_at: at })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'member_id'])
        .doUpdateSet({ room_id: room, created_at: at })
        .where('matrix_direct.room_id', '=', instead ?? room),
    )
    .execute();
  return (await find(db, member))?.room ?? room;
}
