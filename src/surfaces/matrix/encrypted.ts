import { knownMember, noteTold } from '../../commands/matrix-hearing.ts';
import { memberOfMatrixUser } from '../../commands/matrix-people.ts';
import type { Id } from '../../core/ids.ts';
import { type RoomEvent, serverOf } from '../../core/matrix.ts';
import { Unreachable } from '../../core/ports.ts';
import { say } from '../../core/text.ts';
import type { CommandBot } from './bot.ts';
import { contentOf } from './dress.ts';
import { Place } from './place.ts';

/** Whether an event says that its room cannot be read. */
export const isUnreadable = ({ type, state_key: key }: RoomEvent): boolean =>
  type === 'm.room.encrypted' || (type === 'm.room.encryption' && key === '');

/** Says so, in a room where it was not said before, and goes on with whoever wrote where it can be read. */
export async function explain(
  event: RoomEvent,
  organization: Id<'organization'>,
  bot: CommandBot,
): Promise<void> {
  const { room_id: room, event_id: by, sender: userId } = event;
  const { homeserver, deps } = bot;
  const { serverName } = homeserver;
  const place = new Place(homeserver, { room, by, about: by, thread: undefined });
  const isOfUs = serverOf(userId) === serverName || (await knownMember(deps, { organization, userId }));
  const elsewhere = isOfUs ? await directWith(userId, bot) : undefined;
  const opened = ' I opened a direct message with you that is not encrypted: ask me there.';
  await place.say(
    contentOf({ text: say`${CANNOT}${elsewhere === undefined ? '' : opened} Here I say nothing more.` }),
  );
  if (elsewhere !== undefined) await place.in(elsewhere).say(contentOf({ text: HERE }));
  await noteTold(deps, { organization, room });
}

/** Undefined where they cannot be spoken with in clear. */
async function directWith(
  userId: string,
  { homeserver, deps, directs, admins }: CommandBot,
): Promise<string | undefined> {
  const person = { serverName: homeserver.serverName, userId, admins, fresh: false };
  const { id } = await memberOfMatrixUser(person, deps);
  return directs.openFor({ id, matrixUserId: userId }).catch((error: unknown) => {
    if (error instanceof Unreachable) return undefined;
    throw error;
  });
}

const CANNOT = say`This room is encrypted, and I cannot read what is encrypted.`;
const HERE = say`Here I can read you: this room is not encrypted. Leave it so, and ask me here.`;
