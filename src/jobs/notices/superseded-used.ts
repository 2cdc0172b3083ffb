import { bold, code, command, say } from '../../core/text.ts';
import { absolute } from '../../core/times.ts';
import { shortId } from '../../core/tokens.ts';
import * as tokens from '../../store/tokens.ts';
import type { Compose } from './compose.ts';

/** A token was used though its successor has taken its place. */
export const supersededUsed: Compose<'superseded_used'> = async (
  { token: id, address, froze },
  { db, now, timeZone },
) => {
  const token = await tokens.find(db, id, now);
  if (!token) return undefined;
  const when = token.superseded_at ? ` on ${absolute(token.superseded_at, timeZone)}` : '';
  const from = address === null ? '' : `, from ${address}`;
  const what = say`${code(shortId(id))} of ${bold(token.username)} was replaced${when}, and somebody still uses it${from}. It is refused.`;
  const next = froze
    ? say`To be safe its whole family is frozen. When you know who it was: ${command(`tokens unfreeze ${shortId(id)} --family`)}`
    : say`If you know that place, give it the new token. If not, the old one is in other hands: ${command(`tokens freeze ${shortId(id)} --family`)} stops what came of it.`;
  return { text: say`${what} ${next}` };
};
