import { bold, code, command, say, type Text } from '../../core/text.ts';
import { shortId } from '../../core/tokens.ts';
import * as tokens from '../../store/tokens.ts';
import type { Compose } from './compose.ts';

/** Lines in one message; how many more there are is said. */
const SHOWN = 10;

export const tokenReported: Compose<'token_reported'> = async ({ tokens: ids, address }, { db, now }) => {
  const found = await tokens.findAll(db, ids.slice(0, SHOWN), now);
  if (found.length === 0) return undefined;
  const one = ids.length === 1;
  const which = one ? 'One of your tokens was' : `${ids.length} of your tokens were`;
  const aftermath = one
    ? 'It is revoked, with all that was issued by it.'
    : 'They are revoked, with all that was issued by them.';
  const advice = one ? 'it lay open before you issue another' : 'they lay open before you issue others';
  const from = address === null ? '' : ` from ${address}`;
  const more = ids.length - found.length;
  return {
    text: say`${which} found by somebody and reported${from} as leaked. ${aftermath}`,
    lines: [
      ...found.map((token) => ({ text: lineOf(token) })),
      ...(more > 0 ? [{ text: say`And ${more} more.` }] : []),
    ],
    note: say`Find out where ${advice}: ${command('tokens issue')}`,
  };
};

function lineOf({ id, username, label }: tokens.Token): Text {
  return say`${bold(username)} · ${code(shortId(id))}${label === null ? '' : ` · ${label}`}`;
}
