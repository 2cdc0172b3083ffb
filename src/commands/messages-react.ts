import { z } from 'zod';
import { reactionOf } from '../core/room-message.ts';
import { asBot, doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { IN_A_ROOM } from './message-limits.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, EventId, Reaction, RoomId } from './room-inputs.ts';

export const messagesReact = defineCommand({
  name: 'messages react',
  title: 'React to a message',
  summary: 'Have a bot react to a message of a room.',
  example: 'messages react !AbCdEf:example.org $GhIjKl 👍 -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/setReaction',
  input: z.strictObject({ username: ActingBot, room_id: RoomId, event_id: EventId, reaction: Reaction }),
  positional: ['room_id', 'event_id', 'reaction'],
  refuses: [...IN_A_ROOM, 'unknown_event', 'already_done'],
  output: SaidIn,

  async reach(context, { username: bot, room_id: room, event_id: event, reaction }) {
    const content = reactionOf(event, reaction);
    return asBot(context, { bot, room, request: ['react', room, content] }, async (homeserver, as, txn) =>
      homeserver.send(as, room, 'm.reaction', content, txn),
    );
  },

  async run(context, { room_id }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
  },

  say: (said) => saidIn(said, 'reacted'),
});
