import type { Deps } from '../../commands/execute.ts';
import type { Id } from '../../core/ids.ts';
import { isOurCredential } from '../../core/homeserver-fault.ts';
import { botUserId, type Homeserver, HomeserverAway, HomeserverRefusal } from '../../core/matrix.ts';
import * as homeservers from '../../store/homeservers.ts';
import * as matrixEvents from '../../store/matrix-events.ts';
import * as rooms from '../../store/matrix-rooms.ts';
import type { Sweep } from '../sweep.ts';
import { sees } from './told.ts';

/** How often it is looked whether the homeserver was away. */
const LOOK_MS = 15_000;
/** How long what is taken down is believed, though nothing was missed that we know of. */
const BELIEVED_MS = 6 * 3_600_000;
/** Users of ours that are asked about at once. */
const AT_ONCE = 4;

/** A user of ours: a bot's, or without a bot the command bot. */
interface Ours {
  userId: string;
  bot: Id<'bot'> | null;
}

/**
 * Holds the rooms that we know our users to be in against those that the homeserver does: at the start, when it was away,
 * and a few times a day. What was lost meanwhile, here or there, is found so. Broken off, it goes on where it was.
 */
export function reconciling(complain: (about: string, error: unknown) => void): Sweep {
  let doneAt: number | undefined;
  let left: Ours[] | undefined;
  return {
    name: 'matrix rooms',
    everyMs: LOOK_MS,
    async sweep(deps) {
      const { homeserver, database, clock } = deps;
      const found =
        homeserver && (await homeservers.findOrganization(database.across, homeserver.serverName));
      if (!homeserver || !found) return;
      const isBelieved = doneAt !== undefined && !left && clock.elapsed() - doneAt < BELIEVED_MS;
      if (!(await isThere(homeserver))) doneAt = undefined;
      else if (!isBelieved) {
        left ??= await oursOf(found.id, homeserver, deps);
        while (left.length > 0) {
          const some: readonly Ours[] = left.slice(0, AT_ONCE);
          await Promise.all(some.map((ours) => reconcileOr(complain, found.id, ours, homeserver, deps)));
          left = left.slice(AT_ONCE);
        }
        left = undefined;
        doneAt = clock.elapsed();
      }
    },
  };
}

async function isThere(homeserver: Homeserver): Promise<boolean> {
  return homeserver.joinedRooms(homeserver.self).then(
    () => true,
    (error: unknown) => !(error instanceof HomeserverAway || isOurCredential(error)),
  );
}

async function oursOf(
  organization: Id<'organization'>,
  { self, serverName }: Homeserver,
  { database }: Deps,
): Promise<Ours[]> {
  await using transaction = database.begin(organization, 'read');
  const bots = await rooms.listBots(transaction.db, serverName);
  return [
    { userId: self, bot: null },
    ...bots.map(({ id, username }) => ({ userId: botUserId(username, serverName), bot: id })),
  ];
}

/** What fails for one of them is said, and keeps no other from its turn; the homeserver being away ends it, for now. */
async function reconcileOr(
  complain: (about: string, error: unknown) => void,
  organization: Id<'organization'>,
  ours: Ours,
  homeserver: Homeserver,
  deps: Deps,
): Promise<void> {
  try {
    await reconcile(organization, ours, homeserver, deps);
  } catch (error) {
    if (error instanceof HomeserverAway) throw error;
    complain(`The rooms of ${ours.userId} could not be looked through`, error);
  }
}

/**
 * What comes of an event meanwhile is newer than the answer, so what is taken down or still to be told since it was asked
 * stays as it is.
 */
async function reconcile(
  organization: Id<'organization'>,
  { userId, bot }: Ours,
  homeserver: Homeserver,
  { database, clock }: Deps,
): Promise<void> {
  const asked = clock.now();
  const there = new Set(await joined(homeserver, userId));
  await using reading = database.begin(organization, 'read');
  const known = await rooms.listOf(reading.db, userId);
  await reading[Symbol.asyncDispose]();
  const gone = known.filter((room) => !there.has(room));
  const missed = [...there].filter((room) => !known.includes(room));
  if (gone.length + missed.length === 0) return;
  const encrypted = new Set<string>();
  for (const room of missed) if (await sees(homeserver, userId, room)) encrypted.add(room);
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  await rooms.removeFrom(db, userId, { rooms: gone, before: asked });
  for (const room of missed) {
    if (await matrixEvents.isMembershipOpen(db, { roomId: room, userId, since: asked })) continue;
    if (encrypted.has(room)) await rooms.noteEncrypted(db, organization, room);
    const place = { organization_id: organization, room_id: room, user_id: userId };
    await rooms.put(db, { ...place, bot_id: bot, state: 'join', at: asked });
  }
  await transaction.commit();
}

/** Whom the homeserver does not know, as one that was restored may not, is nowhere. */
async function joined(homeserver: Homeserver, userId: string): Promise<string[]> {
  return homeserver.joinedRooms(userId).catch((error: unknown) => {
    if (error instanceof HomeserverRefusal && error.status === 403) return [];
    throw error;
  });
}
