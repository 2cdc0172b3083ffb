import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** Denies what was asked for this bot and not answered yet. */
export async function denyAllOf(
  db: Db,
  bot: Id<'bot'>,
  answer: { at: Date; by: Id<'member'> | null },
): Promise<void> {
  await db
    .updateTable('approval')
    .set({ answered_at: answer.at, answered_by: answer.by, is_approved: false })
    .where(within('approval'))
    .where('bot_id', '=', bot)
    .where('answered_at', 'is', null)
    .execute();
}
