import type { Id } from '../core/ids.ts';
import * as matrixRooms from '../store/matrix-rooms.ts';
import * as members from '../store/members.ts';
import type { Deps } from './execute.ts';

interface Where {
  organization: Id<'organization'>;
  room: string;
}

/** How the command bot stands in a room, as far as it was told. */
export interface Standing {
  isJoined: boolean;
  /** It cannot read there, and said so. */
  isSilent: boolean;
}

export async function standingIn(
  { database }: Pick<Deps, 'database'>,
  { organization, room, self }: Where & { self: string },
): Promise<Standing> {
  await using transaction = database.begin(organization, 'read');
  const ours = await matrixRooms.listIn(transaction.db, room);
  return {
    isJoined: ours.some(({ user_id, state }) => user_id === self && state === 'join'),
    isSilent: await matrixRooms.wasTold(transaction.db, room),
  };
}

/** The member who this user is, if they were ever heard. */
export async function knownMember(
  { database }: Pick<Deps, 'database'>,
  { organization, userId }: { organization: Id<'organization'>; userId: string },
): Promise<members.Member | undefined> {
  await using transaction = database.begin(organization, 'read');
  return await members.findByMatrixUser(transaction.db, userId);
}

/** Takes down that it was said there that nothing can be read. */
export async function noteTold(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  { organization, room }: Where,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  await matrixRooms.noteTold(transaction.db, organization, room, clock.now());
  await transaction.commit();
}
