import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { editOf } from '../core/room-message.ts';
import { say } from '../core/text.ts';
import { asBot, doneIn } from './as-bot.ts';
import { defineCommand } from './declare.ts';
import { fitting, SAID } from './message-limits.ts';
import { saidIn, SaidIn } from './message-shape.ts';
import { ActingBot, EventId, Markdown, MessageText, RoomId } from './room-inputs.ts';

export const messagesEdit = defineCommand({
  name: 'messages edit',
  title: 'Edit a message',
  summary: 'Put another text in the place of one that a bot sent.',
  example: 'messages edit !AbCdEf:example.org $GhIjKl Deployed to staging -u steve',
  effect: 'write',
  confirm: false,
  scope: 'messages:write',
  by: 'either',
  http: 'POST /api/v1/editMessage',
  input: z.strictObject({
    username: ActingBot,
    room_id: RoomId,
    event_id: EventId,
    text: MessageText,
    markdown: Markdown,
  }),
  positional: ['room_id', 'event_id', 'text'],
  refuses: SAID,
  output: SaidIn,

  async reach(context, { username: bot, room_id: room, event_id: event, text, markdown: isMarkdown }) {
    const said = { text, isMarkdown, mentions: [] };
    const content = fitting(text, editOf(event, said));
    return asBot(context, { bot, room, request: ['edit', room, content] }, async (homeserver, as, txn) => {
      // The homeserver takes an edit of anybody's message, which no client shows.
      const { sender, content: before } = await homeserver.event(as, room, event);
      if (sender !== as || before['msgtype'] !== 'm.text') throw notItsOwn();
      const first = editedBy(before);
      const edit = first === undefined ? content : editOf(first, said);
      return homeserver.send(as, room, 'm.room.message', edit, txn);
    });
  },

  async run(context, { room_id }, came) {
    return { event_id: await doneIn(context, came, room_id), room_id, bot: came.bot };
  },

  say: (said) => saidIn(said, 'edited its message'),
});

const Replacing = z.object({
  'm.relates_to': z.object({ rel_type: z.literal('m.replace'), event_id: z.string() }),
});

/** The message that an edit was one of: what is edited again is that. */
const editedBy = (content: unknown): string | undefined =>
  Replacing.safeParse(content).data?.['m.relates_to'].event_id;

const notItsOwn = (): AppError =>
  new AppError('forbidden', say`A bot edits only the texts that it sent itself, and this is none.`, {
    field: 'event_id',
  });
