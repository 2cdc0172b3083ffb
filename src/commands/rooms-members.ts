import { z } from 'zod';
import { code, counted, say } from '../core/text.ts';
import { asBot, doneIn } from './as-bot.ts';
import { CursorText, readCursor, writeCursor } from './cursor.ts';
import { defineCommand } from './declare.ts';
import { Cursor, Limit } from './inputs.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { ActingBot, RoomId } from './room-inputs.ts';

const Row = z.object({
  user_id: z.string(),
  display_name: z.string().nullable(),
  membership: z.enum(['join', 'invite']),
});

export const roomsMembers = defineCommand({
  name: 'rooms members',
  title: 'Members of a room',
  summary: 'List who is in a room that a bot is in, or invited.',
  example: 'rooms members !AbCdEf:example.org -u steve',
  effect: 'read',
  confirm: false,
  scope: 'messages:read',
  by: 'either',
  http: 'GET /api/v1/rooms/:room_id/members',
  input: z.strictObject({ username: ActingBot, room_id: RoomId, limit: Limit, cursor: Cursor }),
  positional: ['room_id'],
  refuses: IN_A_ROOM,
  output: z.object({
    bot: z.string(),
    room_id: z.string(),
    members: z.array(Row),
    total: z.int(),
    next_cursor: z.string().nullable(),
  }),

  async reach(context, { username: bot, room_id: room }) {
    return asBot(context, { bot, room, request: ['members', room] }, async (homeserver, as) =>
      homeserver.members(as, room),
    );
  },

  async run(context, { room_id, limit, cursor }, came) {
    const [after = ''] = cursor === undefined ? [] : readCursor(CURSOR, cursor, 'rooms members');
    const all = await doneIn(context, came, room_id);
    const sorted = all.toSorted((one, other) => (one.userId < other.userId ? -1 : 1));
    const left = sorted.filter(({ userId }) => userId > after);
    const page = left.slice(0, limit);
    const last = page.at(-1);
    return {
      bot: came.bot,
      room_id,
      members: page.map(({ userId, displayName, membership }) => ({
        user_id: userId,
        display_name: displayName,
        membership,
      })),
      total: all.length,
      next_cursor: left.length > limit && last ? writeCursor([last.userId]) : null,
    };
  },

  say({ bot, room_id, members, total, next_cursor: cursor }) {
    const here = members.length < total ? `, ${members.length} of them here` : '';
    return {
      text: say`${counted(total, 'member')} of ${code(room_id)}${here}.`,
      table: {
        columns: ['User', 'Name', 'State'],
        rows: members.map(({ user_id: user, display_name: name, membership }) => [
          say`${code(user)}`,
          say`${name ?? ''}`,
          say`${membership === 'join' ? 'joined' : 'invited'}`,
        ]),
      },
      ...(cursor === null
        ? {}
        : {
            buttons: [{ label: 'More', command: 'rooms members', input: { username: bot, room_id, cursor } }],
          }),
    };
  },
});

const CURSOR = z.tuple([CursorText]);
