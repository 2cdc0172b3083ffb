import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Homeserver } from '../core/matrix.ts';
import { bold, code, say } from '../core/text.ts';
import { asBot, doneIn, isForbidden } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { ActingBot, RoomId, UserId } from './room-inputs.ts';

export const roomsInvite = defineCommand({
  name: 'rooms invite',
  title: 'Invite somebody',
  summary: 'Have a bot invite somebody to a room that it is in.',
  example: 'rooms invite !AbCdEf:example.org @carol:example.org -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/inviteUser',
  input: z.strictObject({ username: ActingBot, room_id: RoomId, user_id: UserId }),
  positional: ['room_id', 'user_id'],
  refuses: [...IN_A_ROOM, 'already_done'],
  output: z.object({ room_id: z.string(), user_id: z.string(), bot: z.string() }),

  async reach(context, { username: bot, room_id: room, user_id: user }) {
    return asBot(context, { bot, room, request: ['invite', room, user] }, async (homeserver, as) => {
      try {
        await homeserver.invite(as, room, user);
      } catch (error) {
        if (isForbidden(error) && (await isThere(homeserver, as, room, user))) throw isThereAlready(user);
        throw error;
      }
    });
  },

  async run(context, { room_id, user_id }, came) {
    await doneIn(context, came, room_id);
    return { room_id, user_id, bot: came.bot };
  },

  say: ({ bot, user_id: user, room_id: room }) => ({
    text: say`${bold(bot)} has invited ${code(user)} to ${code(room)}.`,
  }),
});

/** Whether that is why they may not be invited; where it cannot be looked, it is not. */
async function isThere(homeserver: Homeserver, as: string, room: string, user: string): Promise<boolean> {
  try {
    const members = await homeserver.members(as, room);
    return members.some(({ userId, membership }) => userId === user && membership === 'join');
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}

const isThereAlready = (user: string): AppError =>
  new AppError('already_done', say`${code(user)} is in this room already.`, { field: 'user_id' });
