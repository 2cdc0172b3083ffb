import { z } from 'zod';
import { messageOf } from '../core/room-message.ts';
import { asBot, doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { fitting, SAID } from './message-limits.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, Markdown, Mentions, MessageText, ReplyTo, RoomId, ThreadId } from './room-inputs.ts';

export const messagesSend = defineCommand({
  name: 'messages send',
  title: 'Send a message',
  summary: 'Have a bot say something in a room of Matrix.',
  example: 'messages send !AbCdEf:example.org Deployed to production -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/sendMessage',
  input: z.strictObject({
    username: ActingBot,
    room_id: RoomId,
    text: MessageText,
    markdown: Markdown,
    reply_to: ReplyTo.optional(),
    thread_id: ThreadId.optional(),
    mentions: Mentions.optional(),
  }),
  positional: ['room_id', 'text'],
  refuses: SAID,
  output: SaidIn,

  async reach(context, { username: bot, room_id: room, text, ...more }) {
    const { markdown: isMarkdown, reply_to: replyTo, thread_id: thread, mentions = [] } = more;
    const content = fitting(text, messageOf({ text, isMarkdown, replyTo, thread, mentions }));
    return asBot(context, { bot, room, request: ['send', room, content] }, async (homeserver, as, txn) =>
      homeserver.send(as, room, 'm.room.message', content, txn),
    );
  },

  async run(context, { room_id }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
  },

  say: (said) => saidIn(said, 'said it'),
});
