import { bold, counted, say, type Text } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import * as bots from '../../store/bots.ts';
import type { Compose } from './compose.ts';

/** Nothing, once the offer was taken back, taken up or is over. */
export const botOffered: Compose<'bot_offered'> = async (
  { bot: id, from },
  { db, now, timeZone, member },
) => {
  const bot = await bots.find(db, id, now);
  if (!bot?.offer_ends_at || bot.deleted_at || bot.offered_to_id !== member?.id) return undefined;
  if (bot.offer_ends_at <= now) return undefined;
  const input = { username: bot.username };
  return {
    text: say`${from} offers you ${bold(bot.username)}. Once you accept, you own it${tokensOf(bot)}.`,
    facts: [
      ['Owner', say`${bot.owner_name}`],
      ['Tokens', say`${bot.token_count}`],
    ],
    note: say`The offer ends ${absoluteAndRelative(bot.offer_ends_at, timeZone, now)}.`,
    buttons: [
      { label: 'Decline', command: 'bots decline', input },
      { label: 'Accept', command: 'bots accept', input },
    ],
  };
};

function tokensOf({ token_count: count }: bots.Bot): Text {
  if (count === 0) return [];
  const what = count === 1 ? 'its token stops' : `its ${counted(count, 'token')} stop`;
  return say`, ${what} at once, and new ones are promised to you`;
}
