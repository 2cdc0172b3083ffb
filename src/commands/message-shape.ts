import { z } from 'zod';
import type { Document } from '../core/document.ts';
import { bold, code, say } from '../core/text.ts';

/** An event that a bot sent. */
export const SaidIn = z.object({
  /** Of the message, for whatever refers to it. */
  event_id: z.string(),
  room_id: z.string(),
  bot: z.string(),
});

/** What a person is told of it. */
export function saidIn({ event_id, room_id, bot }: z.output<typeof SaidIn>, did: string): Document {
  return {
    text: say`${bold(bot)} ${did} in ${code(room_id)}.`,
    note: say`Its event id is ${code(event_id)}.`,
    buttons: [
      {
        label: 'Delete',
        command: 'messages delete',
        input: { username: bot, room_id, event_id },
        danger: true,
      },
    ],
  };
}
