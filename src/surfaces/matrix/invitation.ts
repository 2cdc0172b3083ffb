import { knownMember } from '../../commands/matrix-hearing.ts';
import { memberOfMatrixUser } from '../../commands/matrix-people.ts';
import { isForNow } from '../../core/homeserver-fault.ts';
import type { Id } from '../../core/ids.ts';
import { HomeserverRefusal, type RoomEvent, serverOf } from '../../core/matrix.ts';
import type { CommandBot } from './bot.ts';
import { contentOf } from './dress.ts';
import { GREETING } from './greeting.ts';
import { Place } from './place.ts';

/** Whether an event invites the command bot somewhere. */
export const isInvitation = (event: RoomEvent, self: string): boolean =>
  event.type === 'm.room.member' && event.state_key === self && event.content['membership'] === 'invite';

/** Comes where it is invited by people of its own server and whoever it knows; a direct room is greeted. */
export async function accept(
  event: RoomEvent,
  organization: Id<'organization'>,
  bot: CommandBot,
): Promise<void> {
  const { room_id: room, event_id: by, sender: userId } = event;
  const { homeserver, deps, directs, admins } = bot;
  const { self, serverName } = homeserver;
  const known = await knownMember(deps, { organization, userId });
  const isWelcome = known ? !known.is_deactivated : serverOf(userId) === serverName;
  try {
    if (!isWelcome) return await homeserver.leave(self, room);
    await homeserver.join(self, room);
  } catch (error) {
    // It was taken back meanwhile.
    if (error instanceof HomeserverRefusal && !isForNow(error)) return;
    throw error;
  }
  if (event.content['is_direct'] !== true) return;
  const { id } = await memberOfMatrixUser({ serverName, userId, admins, fresh: false }, deps);
  if (!(await directs.adopt({ id, matrixUserId: userId }, room))) return;
  await new Place(homeserver, { room, by, about: by, thread: undefined })
    .in(room)
    .say(contentOf({ text: GREETING }));
}
