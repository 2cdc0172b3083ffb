import type { Deps } from '../../commands/execute.ts';
import { ownUser } from '../../commands/matrix-accounts.ts';
import { isSomebodys } from '../../core/homeserver-fault.ts';
import { type Homeserver, HomeserverRefusal, userIdOf } from '../../core/matrix.ts';
import type { BotRow } from '../../store/bots.ts';
import type { Ran } from './run-errand.ts';

/** Rooms that a deleted bot leaves in one go; the rest after others had a turn. */
const ROOMS = 50;
const AT_ONCE = 5;

/**
 * Brings the user of a bot in step with it: it is there and called the same; when the bot is deleted it is in no room,
 * and can never be used again. Doing it again changes nothing.
 * @throws Misplaced when that user is somebody's.
 */
export async function keepUser(bot: BotRow, homeserver: Homeserver, deps: Deps): Promise<Ran> {
  const user = userIdOf(bot.username, homeserver.serverName);
  if (user === null) return 'done';
  if (!(await ownUser(bot.organization_id, user, homeserver, deps)))
    throw isSomebodys(user, 'Create the bot under another name');
  if (bot.deleted_at) return retire(user, homeserver);
  await homeserver.rename(user, bot.display_name);
  return 'done';
}

async function retire(user: string, homeserver: Homeserver): Promise<Ran> {
  const rooms = await homeserver.joinedRooms(user);
  const first = rooms.slice(0, ROOMS);
  while (first.length > 0)
    await Promise.all(first.splice(0, AT_ONCE).map(async (room) => leave(user, room, homeserver)));
  if (rooms.length > ROOMS) return 'more';
  await homeserver.deactivate(user);
  return 'done';
}

async function leave(user: string, room: string, homeserver: Homeserver): Promise<void> {
  try {
    await homeserver.leave(user, room);
  } catch (error) {
    // It is in it no more.
    if (!(error instanceof HomeserverRefusal) || !['M_FORBIDDEN', 'M_NOT_FOUND'].includes(error.code))
      throw error;
  }
}
