import { bold, command, say } from '../../core/text.ts';
import * as bots from '../../store/bots.ts';
import type { Compose } from './compose.ts';

export const botDeclined: Compose<'bot_declined'> = async ({ bot: id, by }, { db, now }) => {
  const bot = await bots.find(db, id, now);
  if (!bot || bot.deleted_at) return undefined;
  return {
    text: say`${by} has declined ${bold(bot.username)}, so you go on owning it. To offer it to somebody else: ${command(`bots transfer ${bot.username}`)}`,
  };
};
