import { z } from 'zod';
import { maySeeSecrets } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { code, command, say, type Text } from '../core/text.ts';
import { absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import type { Token } from '../store/tokens.ts';
import { type Context, defineCommand } from './declare.ts';
import { HandedOver, isInMatrix, promiseSuccessor, sayHandedOver } from './hand-over.ts';
import { duration, yesOrNo, TokenRef } from './inputs.ts';
import { Minted, mintedText } from './minting.ts';
import { startRotation } from './rotating.ts';

export const Grace = duration({
  label: 'Grace',
  hint: 'How long the old one goes on. Left out: as your organization set it.',
  placeholder: '7d',
  unasked: true,
  atOnce: true,
});

export const Now = yesOrNo('Now', 'Ends the old one at once.', { atOnce: true });

const Rotated = z.union([
  z.object({
    ...Minted.shape,
    replaces: z.string(),
    /** Until when the old one lives; null when it has ended. */
    replaced_until: z.date().nullable(),
  }),
  HandedOver,
]);

export const tokensRotateStart = defineCommand({
  name: 'tokens rotate start',
  title: 'Rotate a token',
  summary: 'Make a successor of a token. Both live until you finish, or for a while.',
  example: 'tokens rotate start 87434498',
  effect: 'write',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  asPerson: true,
  http: 'POST /api/v1/tokens/:id/rotate',
  input: z.strictObject({ id: TokenRef, grace: Grace.optional(), now: Now }),
  positional: ['id'],
  refuses: ['already_done'],
  output: Rotated,

  run: async (context, { id, ...how }) => rotate(context, id, how),

  say(token, view) {
    if ('claim' in token) return sayHandedOver(token, view);
    const until = token.replaced_until;
    const old = until && absoluteAndRelative(until, view.actor.timeZone, view.now);
    return {
      text: mintedText('New token', token, view),
      secret: token.access_token,
      note: replacing(shortId(token.id), shortId(token.replaces), old),
    };
  },
});

/** Starts a rotation, or where the new token may not be shown, promises that it starts. */
export async function rotate(
  context: Context,
  token: Token,
  { grace, now }: { grace?: number | undefined; now: boolean },
): Promise<z.output<typeof Rotated>> {
  if (!maySeeSecrets(context.actor)) {
    refuseGrace(context, grace, now);
    return promiseSuccessor(context, token);
  }
  const { minted, until } = await startRotation(context, token, now ? 0 : grace);
  return { ...minted, replaces: token.id, replaced_until: until };
}

/** A rotation that starts later starts as the organization has it. */
function refuseGrace({ actor }: Context, grace: number | undefined, now: boolean): void {
  if (grace === undefined && !now) return;
  const [here, there] = isInMatrix(actor)
    ? ['Where others read along', 'your direct room']
    : ['Over MCP', 'the chat'];
  throw new AppError(
    'invalid_input',
    say`${here} a rotation starts when its token is taken in ${there}, and then for as long as the organization set. Leave out ${code('grace')} and ${code('now')}. To end a token at once: ${command('tokens revoke')}`,
    { field: now ? 'now' : 'grace' },
  );
}

/** What becomes of the old one, and the next step. */
export function replacing(id: string, old: string, until: string | null): Text {
  if (until === null) return say`Its id is ${code(id)}. It takes the place of ${code(old)}, which has ended.`;
  return say`Its id is ${code(id)}. It takes the place of ${code(old)}, which goes on until ${until}. When the new one is in use: ${command(`tokens rotate finish ${old}`)}. To take it back: ${command(`tokens rotate cancel ${old}`)}`;
}
