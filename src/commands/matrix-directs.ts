import type { Id } from '../core/ids.ts';
import * as directs from '../store/matrix-directs.ts';
import type { Deps } from './execute.ts';

interface Whose {
  organization: Id<'organization'>;
  member: Id<'member'>;
}

/** The room in which the command bot speaks with this person alone, as it was kept, and since when. */
export async function findDirect(
  { database }: Deps,
  { organization, member }: Whose,
): Promise<{ room: string; at: Date } | undefined> {
  await using transaction = database.begin(organization, 'read');
  return await directs.find(transaction.db, member);
}

/** Keeps it, in the place of `instead`. Resolves with the one that is kept: another, where somebody else was first. */
export async function keepDirect(
  { database, clock }: Deps,
  { organization, member, room, instead }: Whose & { room: string; instead: string | undefined },
): Promise<string> {
  await using transaction = database.begin(organization, 'write');
  const kept = await directs.put(transaction.db, { organization, member, room, at: clock.now() }, instead);
  await transaction.commit();
  return kept;
}
