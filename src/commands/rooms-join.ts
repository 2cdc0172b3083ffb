import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { HomeserverRefusal, type Homeserver } from '../core/matrix.ts';
import { bold, code, say } from '../core/text.ts';
import { asBot, isForbidden } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { notReached, notThere } from './homeserver-refusals.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { ActingBot, RoomIdOrAlias } from './room-inputs.ts';

export const roomsJoin = defineCommand({
  name: 'rooms join',
  title: 'Join a room',
  summary: 'Have a bot join a room that is open to it, or to which it is invited.',
  example: 'rooms join #lobby:example.org -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/joinRoom',
  input: z.strictObject({ username: ActingBot, room_id_or_alias: RoomIdOrAlias }),
  positional: ['room_id_or_alias'],
  refuses: IN_A_ROOM,
  output: z.object({ room_id: z.string(), bot: z.string() }),

  async reach(context, { username: bot, room_id_or_alias: room }) {
    return asBot(context, { bot, request: ['join', room] }, async (homeserver, as) => {
      try {
        return await joined(homeserver, as, room);
      } catch (error) {
        if (isForbidden(error)) throw notInvited(as);
        if (isUnknown(error)) throw notThere(room);
        throw isBeyond(error) && room.includes(':') ? notReached(room, error) : error;
      }
    });
  },

  async run(_context, _input, came) {
    if (!('done' in came)) throw new Error('a join that is forbidden says so itself');
    return { room_id: came.done, bot: came.bot };
  },

  say: ({ bot, room_id: room }) => ({
    text: say`${bold(bot)} is in ${code(room)}.`,
    buttons: [
      { label: 'Say something', command: 'messages send', input: { username: bot, room_id: room } },
      { label: 'Leave', command: 'rooms leave', input: { username: bot, room_id: room }, danger: true },
    ],
  }),
});

async function joined(homeserver: Homeserver, as: string, room: string): Promise<string> {
  try {
    return await homeserver.join(as, room);
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  // So soon after the bot was created its user may not be there yet, of which it is said only that it is forbidden.
  await homeserver.register(as.slice(1, as.indexOf(':')));
  return homeserver.join(as, room);
}

const isUnknown = (error: unknown): boolean =>
  error instanceof HomeserverRefusal && (error.status === 404 || error.code === 'M_NOT_FOUND');

/** It asked another homeserver in vain. */
const isBeyond = (error: unknown): error is HomeserverRefusal =>
  error instanceof HomeserverRefusal && [502, 504].includes(error.status);

const notInvited = (as: string): AppError =>
  new AppError(
    'forbidden',
    say`This room is open only to whoever is invited. Have somebody who is in it invite ${code(as)}, then ask again.`,
  );
