import { z } from 'zod';
import { doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { FILE_SENT, sendingFile } from './message-file.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, Caption, FileBytes, FileName, ReplyTo, RoomId } from './room-inputs.ts';

export const messagesPhoto = defineCommand({
  name: 'messages photo',
  title: 'Send a picture',
  summary: 'Have a bot show a picture in a room of Matrix.',
  example: 'messages photo !AbCdEf:example.org iVBORw0KGgo= -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/sendPhoto',
  input: z.strictObject({
    username: ActingBot,
    room_id: RoomId,
    file: FileBytes,
    file_name: FileName.optional(),
    caption: Caption.optional(),
    reply_to: ReplyTo.optional(),
  }),
  positional: ['room_id', 'file', 'caption'],
  refuses: FILE_SENT,
  output: SaidIn,

  async reach(context, { username: bot, room_id: room, file: bytes, file_name: name, caption, ...more }) {
    return sendingFile(context, 'm.image', { bot, room, bytes, name, caption, replyTo: more.reply_to });
  },

  async run(context, { room_id }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
  },

  say: (said) => saidIn(said, 'sent a picture'),
});
