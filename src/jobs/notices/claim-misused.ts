import { bold, command, say } from '../../core/text.ts';
import { absolute } from '../../core/times.ts';
import { shortId } from '../../core/tokens.ts';
import * as bots from '../../store/bots.ts';
import * as claims from '../../store/claims.ts';
import * as members from '../../store/members.ts';
import type { Compose } from './compose.ts';

/** Somebody asked for a token that was not theirs to take, or had been taken. */
export const claimMisused: Compose<'claim_misused'> = async (
  { claim: id, by },
  { db, now, timeZone, member },
) => {
  const claim = await claims.find(db, id);
  const bot = claim && (await bots.find(db, claim.bot_id, now));
  if (!bot) return undefined;
  const named = await members.find(db, claim.member_id);
  const whom = named?.id === member?.id ? 'you' : (named?.name ?? 'somebody else');
  if (!claim.taken_at || !claim.made_token_id)
    return {
      text: say`${by} asked for a token of ${bold(bot.username)} that was promised to ${whom}. None was made. If you did not pass the button on, ask ${by} how it came there.`,
    };
  const made = shortId(claim.made_token_id);
  return {
    text: say`${by} asked again for the token of ${bold(bot.username)} that was shown to ${whom} on ${absolute(claim.taken_at, timeZone)}. It was not shown a second time. If it is not in good hands: ${command(`tokens rotate start ${made} --now`)}`,
    buttons: [{ label: 'Show what it may do', command: 'tokens show', input: { id: claim.made_token_id } }],
  };
};
