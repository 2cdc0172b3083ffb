import { z } from 'zod';
import { bold, code, counted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as tokens from '../store/tokens.ts';
import { defineCommand } from './declare.ts';
import { TokenRef } from './inputs.ts';

export const tokensRevoke = defineCommand({
  name: 'tokens revoke',
  title: 'Revoke a token',
  summary: 'Revoke a token by its id, at once and for good.',
  example: 'tokens revoke 87434498',
  effect: 'destroy',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  http: 'DELETE /api/v1/tokens/:id',
  input: z.strictObject({ id: TokenRef }),
  positional: ['id'],
  output: z.object({
    id: z.string(),
    username: z.string(),
    /** When it was revoked before; null when this did it. */
    revoked_before: z.date().nullable(),
    remaining: z.int(),
  }),

  async run(context, { id: token }) {
    const { db, clock } = context;
    const at = clock.now();
    await tokens.revoke(db, token.id, at);
    context.forget({ tokens: [token.id] });
    return {
      id: token.id,
      username: token.username,
      revoked_before: token.revoked_at,
      remaining: await tokens.countActive(db, at, token.bot_id),
    };
  },

  say({ id, username, revoked_before: before, remaining }, { actor }) {
    const done = before
      ? say`${code(shortId(id))} was revoked on ${absolute(before, actor.timeZone)} already.`
      : say`${code(shortId(id))} is revoked and refused everywhere as of now.`;
    return { text: say`${done} ${rest(username, remaining)}` };
  },
});

function rest(username: string, remaining: number): Text {
  const what = remaining === 0 ? 'no other token' : counted(remaining, 'other token');
  return say`${bold(username)} has ${what}.`;
}
