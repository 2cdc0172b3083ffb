import { z } from 'zod';
import { doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { FILE_SENT, sendingFile } from './message-file.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, Caption, FileBytes, FileName, ReplyTo, RoomId } from './room-inputs.ts';

export const messagesDocument = defineCommand({
  name: 'messages document',
  title: 'Send a file',
  summary: 'Have a bot show a file in a room of Matrix.',
  example: 'messages document !AbCdEf:example.org SGVsbG8= build.log -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/sendDocument',
  input: z.strictObject({
    username: ActingBot,
    room_id: RoomId,
    file: FileBytes,
    file_name: FileName.optional(),
    caption: Caption.optional(),
    reply_to: ReplyTo.optional(),
  }),
  positional: ['room_id', 'file', 'file_name'],
  refuses: FILE_SENT,
  output: SaidIn,

  async reach(context, { username: bot, room_id: room, file: bytes, file_name: name, caption, ...more }) {
    return sendingFile(context, 'm.file', { bot, room, bytes, name, caption, replyTo: more.reply_to });
  },

  async run(context, { room_id }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
  },

  say: (said) => saidIn(said, 'sent a file'),
});
