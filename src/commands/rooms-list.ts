import { z } from 'zod';
import type { Homeserver } from '../core/matrix.ts';
import { bold, code, command, counted, say } from '../core/text.ts';
import { asBot, isForbidden } from './as-bot.ts';
import { CursorText, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';
import { ActingBot } from './room-inputs.ts';

const Room = z.object({
  room_id: z.string(),
  name: z.string().nullable(),
  canonical_alias: z.string().nullable(),
});

export const roomsList = defineCommand({
  name: 'rooms list',
  title: 'Rooms',
  summary: 'List the rooms of Matrix that a bot is in.',
  example: 'rooms list -u steve',
  effect: 'read',
  confirm: false,
  scope: 'messages:read',
  by: 'either',
  http: 'GET /api/v1/rooms',
  input: z.strictObject({ username: ActingBot, limit: Limit, cursor: Cursor }),
  positional: [],
  refuses: ['forbidden', 'send_failed', 'no_homeserver'],
  output: z.object({
    bot: z.string(),
    rooms: z.array(Room),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),

  async reach(context, { username: bot, limit, cursor }) {
    const [after = ''] = cursor === undefined ? [] : readCursor(CURSOR, cursor, 'rooms list');
    return asBot(context, { bot, request: ['rooms'] }, async (homeserver, as) => {
      const ids = (await joinedBy(homeserver, as)).toSorted();
      const left = ids.filter((id) => id > after);
      const page = left.slice(0, limit);
      const rooms = await homeserver.rooms(as, page);
      return { rooms, total: ids.length, next: left.length > limit ? page.at(-1) : undefined };
    });
  },

  async run(_context, _input, came) {
    if (!('done' in came)) throw new Error('who is in no room has an empty list');
    const { rooms, total, next } = came.done;
    return {
      bot: came.bot,
      rooms: rooms.map(({ roomId, name, canonicalAlias }) => ({
        room_id: roomId,
        name,
        canonical_alias: canonicalAlias,
      })),
      total,
      next_cursor: next === undefined ? null : writeCursor([next]),
    };
  },

  say({ bot, rooms, total, next_cursor: cursor }) {
    if (total === 0)
      return {
        text: say`${bold(bot)} is in no room. It comes into one that is open, or that it is invited to: ${command(`rooms join #lobby:example.org -u ${bot}`)}`,
      };
    const here = rooms.length < total ? `, ${rooms.length} of them here` : '';
    return {
      text: say`${bold(bot)} is in ${counted(total, 'room')}${here}.`,
      table: {
        columns: ['Room', 'Name', 'Alias'],
        rows: rooms.map(({ room_id: id, name, canonical_alias: alias }) => [
          say`${code(id)}`,
          say`${name ?? ''}`,
          say`${alias ?? ''}`,
        ]),
      },
      ...(cursor === null
        ? {}
        : { buttons: [{ label: 'More', command: 'rooms list', input: { username: bot, cursor } }] }),
    };
  },
});

/** One whose user is not made yet is in none. */
async function joinedBy(homeserver: Homeserver, as: string): Promise<string[]> {
  try {
    return await homeserver.joinedRooms(as);
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

const CURSOR = z.tuple([CursorText]);
