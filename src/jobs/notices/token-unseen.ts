import { bold, code, command, say } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import * as tokens from '../../store/tokens.ts';
import type { Compose } from './compose.ts';

/** A new token ended because nobody saw it. */
export const tokenUnseen: Compose<'token_unseen'> = async ({ token: id }, { db, now }) => {
  const token = await tokens.find(db, id, now);
  if (!token) return undefined;
  const old = token.predecessor_id === null ? undefined : await tokens.find(db, token.predecessor_id, now);
  const again =
    old?.revoked_at === null ? `rotate start ${shortId(old.id)}` : `issue -u ${token.username} -e 100d`;
  return {
    text: say`The new token for ${bold(token.username)} could not be shown to you, so ${code(shortId(id))} is revoked: nobody has it. Try again: ${command(`tokens ${again}`)}`,
  };
};
