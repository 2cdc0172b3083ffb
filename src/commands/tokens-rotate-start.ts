import { z } from 'zod';
import { code, command, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import { defineCommand } from './declare.ts';
import { duration, yesOrNo, TokenRef } from './inputs.ts';
import { Minted, mintedText } from './minting.ts';
import { startRotation } from './rotating.ts';

export const Grace = duration({
  label: 'Grace',
  hint: 'How long the old one goes on. Left out: as your organization set it.',
  placeholder: '7d',
  unasked: true,
});

export const Now = yesOrNo('Now', 'Ends the old one at once.');

export const tokensRotateStart = defineCommand({
  name: 'tokens rotate start',
  title: 'Rotate a token',
  summary: 'Make a successor of a token. Both live until you finish, or for a while.',
  example: 'tokens rotate start 87434498',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  http: 'POST /api/v1/tokens/:id/rotate',
  input: z.strictObject({ id: TokenRef, grace: Grace.optional(), now: Now }),
  positional: ['id'],
  refuses: ['already_done'],
  output: z.object({
    ...Minted.shape,
    replaces: z.string(),
    /** Until when the old one lives; null when it has ended. */
    replaced_until: z.date().nullable(),
  }),

  async run(context, { id: token, grace, now }) {
    const { minted, until } = await startRotation(context, token, now ? 0 : grace);
    return { ...minted, replaces: token.id, replaced_until: until };
  },

  say(token, view) {
    const until = token.replaced_until;
    const old = until && absoluteAndRelative(until, view.actor.timeZone, view.now);
    return {
      text: mintedText('New token', token, view),
      secret: token.access_token,
      note: replacing(shortId(token.id), shortId(token.replaces), old),
    };
  },
});

/** What becomes of the old one, and the next step. */
export function replacing(id: string, old: string, until: string | null): Text {
  if (until === null) return say`Its id is ${code(id)}. It takes the place of ${code(old)}, which has ended.`;
  return say`Its id is ${code(id)}. It takes the place of ${code(old)}, which goes on until ${until}. When the new one is in use: ${command(`tokens rotate finish ${old}`)}. To take it back: ${command(`tokens rotate cancel ${old}`)}`;
}
