import { z } from 'zod';
import { bold, code, say } from '../core/text.ts';
import { asBot, doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { SaidIn } from './message-shape.ts';
import { ActingBot, EventId, RedactionReason, RoomId } from './room-inputs.ts';

export const messagesDelete = defineCommand({
  name: 'messages delete',
  title: 'Delete a message',
  summary: 'Have a bot take a message back, so that nobody reads it any more.',
  example: 'messages delete !AbCdEf:example.org $GhIjKl -u steve',
  effect: 'destroy',
  confirm: true,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/deleteMessage',
  input: z.strictObject({
    username: ActingBot,
    room_id: RoomId,
    event_id: EventId,
    reason: RedactionReason.optional(),
  }),
  positional: ['room_id', 'event_id'],
  refuses: [...IN_A_ROOM, 'unknown_event'],
  output: SaidIn.extend({ deleted: z.string() }),

  async reach(context, { username: bot, room_id: room, event_id: event, reason }) {
    const request = ['delete', room, event, reason ?? ''];
    return asBot(context, { bot, room, request }, async (homeserver, as, txn) =>
      homeserver.redact(as, room, event, txn, reason),
    );
  },

  async run(context, { room_id, event_id: deleted }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot, deleted };
  },

  say: ({ bot, deleted, room_id: room }) => ({
    text: say`${bold(bot)} took the message ${code(deleted)} back in ${code(room)}.`,
  }),

  question: async (_context, { event_id: event, room_id: room }) => ({
    title: 'Delete the message?',
    text: say`The message ${code(event)} in ${code(room)} is gone for everybody then, and does not come back.`,
    yes: 'Delete',
    no: 'Keep',
  }),
});
