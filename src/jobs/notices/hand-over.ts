import { WantedToken } from '../../commands/asking.ts';
import { inWords } from '../../core/durations.ts';
import { mayDo } from '../../core/scopes.ts';
import { bold, code, say, type Text } from '../../core/text.ts';
import { absoluteAndRelative } from '../../core/times.ts';
import { shortId } from '../../core/tokens.ts';
import * as bots from '../../store/bots.ts';
import * as claims from '../../store/claims.ts';
import * as tokens from '../../store/tokens.ts';
import type { Compose, Telling } from './compose.ts';

/** Nothing, once it was taken, withdrawn or is over. */
export const handOver: Compose<'hand_over'> = async ({ claim: id, by, where }, telling) => {
  const { db, now, timeZone } = telling;
  const [claim] = await claims.listOpen(db, [id], now);
  const bot = claim && (await bots.find(db, claim.bot_id, now));
  if (!claim || !bot) return undefined;
  const who = by === null ? say`You` : bold(by);
  const { what, facts } = claim.token_id
    ? await successor(claim.token_id, bot.username, telling)
    : onTerms(claim.terms, bot.username);
  const until = absoluteAndRelative(claim.expires_at, timeZone, now);
  return {
    text: say`${who} asked ${where === 'room' ? 'in Matrix' : 'over MCP'} for ${what}. It is made when you ${where === 'room' ? say`answer ${code('1')}` : say`press ${code('Show token')}`}, and shown to you alone, once.`,
    facts,
    note: say`It can be taken until ${until}. What you did not expect you can leave: it is never made then.`,
    buttons: [{ label: 'Show token', command: 'tokens claim', input: { id } }],
  };
};

type Facts = [label: string, value: Text][];

function onTerms(terms: unknown, username: string): { what: Text; facts: Facts } {
  const { scopes, label, lifetime, networks, use_limit } = WantedToken.parse(terms);
  return {
    what: say`a token for ${bold(username)} that ${mayDo(scopes)}`,
    facts: [
      ['Label', say`${label ?? 'none'}`],
      ['Lives', say`${inWords(lifetime)}`],
      ['Used from', say`${networks.length > 0 ? networks.join(', ') : 'anywhere'}`],
      ['Uses', say`${use_limit ?? 'any number'}`],
    ],
  };
}

async function successor(
  id: claims.Claim['token_id'] & string,
  username: string,
  { db, now, timeZone }: Telling,
): Promise<{ what: Text; facts: Facts }> {
  const token = await tokens.find(db, id, now);
  return {
    what: say`a successor of the token ${code(shortId(id))} of ${bold(username)}`,
    facts: token
      ? [
          ['Label', say`${token.label ?? 'none'}`],
          ['Ends', say`${absoluteAndRelative(token.expires_at, timeZone, now)}`],
        ]
      : [],
  };
}
