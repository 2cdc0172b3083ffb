import { z } from 'zod';
import { bold, code, say } from '../core/text.ts';
import { asBot, doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { ActingBot, RoomId } from './room-inputs.ts';

export const roomsLeave = defineCommand({
  name: 'rooms leave',
  title: 'Leave a room',
  summary: 'Have a bot leave a room.',
  example: 'rooms leave !AbCdEf:example.org -u steve',
  effect: 'destroy',
  confirm: true,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/leaveRoom',
  input: z.strictObject({ username: ActingBot, room_id: RoomId }),
  positional: ['room_id'],
  refuses: IN_A_ROOM,
  output: z.object({ room_id: z.string(), bot: z.string() }),

  async reach(context, { username: bot, room_id: room }) {
    return asBot(context, { bot, room, request: ['leave', room] }, async (homeserver, as) =>
      homeserver.leave(as, room),
    );
  },

  async run(context, { room_id }, came) {
    await doneIn(context, came, room_id);
    return { room_id, bot: came.bot };
  },

  say: ({ bot, room_id: room }) => ({ text: say`${bold(bot)} has left ${code(room)}.` }),

  question: async (_context, { room_id: room }) => ({
    title: 'Leave the room?',
    text: say`Unless ${code(room)} is open to all, it comes back only when somebody there invites it.`,
    yes: 'Leave',
    no: 'Stay',
  }),
});
