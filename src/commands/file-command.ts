import { z } from 'zod';
import { doneIn } from './as-bot.ts';
import { type Command, defineCommand } from './declare.ts';
import { FILE_SENT, sendingFile } from './message-file.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, Caption, FileBytes, FileName, ReplyTo, RoomId } from './room-inputs.ts';

const Input = z.strictObject({
  username: ActingBot,
  room_id: RoomId,
  file: FileBytes,
  file_name: FileName.optional(),
  caption: Caption.optional(),
  reply_to: ReplyTo.optional(),
});

interface Own extends Pick<Command, 'name' | 'title' | 'summary' | 'example' | 'http'> {
  positional: readonly (keyof z.output<typeof Input>)[];
  /** As it is told: "sent a file". */
  did: string;
}

/** A command by which a bot shows a file, as a picture or as it is. */
export const defineFileCommand = (as: 'm.image' | 'm.file', { did, ...own }: Own) =>
  defineCommand({
    ...own,
    effect: 'write',
    confirm: false,
    scope: 'messages:write',
    by: 'either',
    input: Input,
    refuses: FILE_SENT,
    output: SaidIn,

    async reach(context, { username: bot, room_id: room, file: bytes, file_name: name, caption, ...more }) {
      return sendingFile(context, as, { bot, room, bytes, name, caption, replyTo: more.reply_to });
    },

    async run(context, { room_id }, came) {
      return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
    },

    say: (said) => saidIn(said, did),
  });
