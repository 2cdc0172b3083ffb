import { bold, say } from '../../core/text.ts';
import * as bots from '../../store/bots.ts';
import type { Compose } from './compose.ts';

export const botAccepted: Compose<'bot_accepted'> = async ({ bot: id, by }, { db, now, member }) => {
  const bot = await bots.find(db, id, now);
  const rest =
    member?.role === 'admin' ? 'as an admin you still act on it' : 'you can do nothing with it any more';
  return (
    bot && {
      text: say`${by} has accepted ${bold(bot.username)} and owns it now. The tokens that it had with you are refused, and ${rest}.`,
    }
  );
};
