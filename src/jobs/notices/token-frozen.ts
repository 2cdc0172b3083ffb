import { bold, code, say } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import * as tokens from '../../store/tokens.ts';
import type { Compose } from './compose.ts';

/** Somebody else froze a token; nothing is said of one that is not frozen any more. */
export const tokenFrozen: Compose<'token_frozen'> = async ({ token: id, by }, { db, now }) => {
  const token = await tokens.find(db, id, now);
  if (token?.state !== 'frozen') return undefined;
  const label = token.label === null ? '' : `, ${token.label}`;
  return {
    text: say`${by} froze ${code(shortId(id))} of ${bold(token.username)}${label}, and it is refused until it is unfrozen.`,
    buttons: [
      { label: 'Show it', command: 'tokens show', input: { id } },
      { label: 'Unfreeze', command: 'tokens unfreeze', input: { id } },
    ],
  };
};
