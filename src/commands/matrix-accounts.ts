import type { Id } from '../core/ids.ts';
import { type Homeserver, HomeserverRefusal, localpartIn } from '../core/matrix.ts';
import * as matrixUsers from '../store/matrix-users.ts';
import type { Deps } from './execute.ts';

type Means = Pick<Deps, 'database' | 'clock'>;

/**
 * Has a user be there and ours. False: it was there before us, so it is somebody's, and nothing may be done as it.
 *
 * That it is there says nothing of who made it. So that it is ours is taken down before it is made, when it was seen not
 * to be there: from the moment when a homeserver knows us nobody else can make it, and a process that ends between making
 * it and knowing that loses nothing. It is signed with our token as well, for a Botmint whose data is lost.
 */
export async function ownUser(
  organization: Id<'organization'>,
  userId: string,
  homeserver: Homeserver,
  means: Means,
): Promise<boolean> {
  const wasOurs = await isOurs(organization, userId, means);
  if (!wasOurs && (await homeserver.isThere(userId))) {
    // Another process may have made it just now: then it has been taken down by now.
    if (await isOurs(organization, userId, means)) return true;
    if (!(await homeserver.isSigned(userId))) return false;
    await note(organization, userId, means, true);
    return true;
  }
  if (!wasOurs) await note(organization, userId, means, true);
  try {
    await homeserver.register(localpartIn(userId));
  } catch (error) {
    // That it was not made is certain, and somebody else may be allowed to.
    if (!wasOurs && error instanceof HomeserverRefusal) await note(organization, userId, means, false);
    throw error;
  }
  if (!wasOurs) await homeserver.sign(userId);
  return true;
}

/** Whether it was taken down as ours: nobody outside is asked. */
export async function isOurs(
  organization: Id<'organization'>,
  userId: string,
  { database }: Pick<Deps, 'database'>,
): Promise<boolean> {
  await using transaction = database.begin(organization, 'read');
  return await matrixUsers.isOurs(transaction.db, userId);
}

async function note(
  organization: Id<'organization'>,
  userId: string,
  { database, clock }: Means,
  isNowOurs: boolean,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  if (isNowOurs) await matrixUsers.insert(transaction.db, organization, userId, clock.now());
  else await matrixUsers.remove(transaction.db, userId);
  await transaction.commit();
}
