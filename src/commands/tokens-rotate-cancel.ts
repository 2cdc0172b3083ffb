import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { code, command, say } from '../core/text.ts';
import { absolute, absoluteAndRelative } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as rotations from '../store/rotations.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, defineCommand, TokenId } from './declare.ts';
import { emit } from './emit.ts';
import { botOf, toldBot } from './happened.ts';
import { TokenRef } from './inputs.ts';
import { notRotating, rotationOf } from './rotating.ts';

export const tokensRotateCancel = defineCommand({
  name: 'tokens rotate cancel',
  title: 'Cancel a rotation',
  summary: 'Cancel a rotation: the new token ends at once, the old one stays.',
  example: 'tokens rotate cancel 87434498',
  effect: 'destroy',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  http: 'POST /api/v1/tokens/:id/rotate/cancel',
  input: z.strictObject({ id: TokenRef }),
  positional: ['id'],
  refuses: ['already_done'],
  output: z.object({
    /** Of the new one, which has ended. */
    id: TokenId,
    username: z.string(),
    restored: z.string(),
    expires_at: z.date(),
  }),

  async run(context, { id: token }) {
    const { db, clock, actor } = context;
    const rotation = await rotationOf(context, token);
    if (!rotation?.next) throw notRotating(token);
    const { old, next } = rotation;
    if (old.state === 'revoked') throw tooLate(old, next, context);
    await tokens.revoke(db, next.id, clock.now(), 'revoked');
    await rotations.restore(db, old.id);
    const happened = { ended: next.id, kept: old.id, by: nameOf(actor) };
    await emit(context, botOf(old), 'token.rotation_cancelled', { bot: toldBot(old), ...happened });
    context.forget({ tokens: [old.id, next.id] });
    return { id: next.id, username: next.username, restored: old.id, expires_at: old.expires_at };
  },

  say({ id, restored, expires_at: ends }, { actor, now }) {
    return {
      text: say`${code(shortId(id))} is revoked and refused everywhere as of now. ${code(shortId(restored))} goes on as before, until ${absoluteAndRelative(ends, actor.timeZone, now)}.`,
    };
  },
});

/** What has been refused once stays refused. */
function tooLate(old: tokens.Token, next: tokens.Token, { actor }: Context): AppError {
  const ended = old.grace_ends_at ? ` on ${absolute(old.grace_ends_at, actor.timeZone)}` : '';
  return new AppError(
    'already_done',
    say`${code(shortId(old.id))} ended${ended}, when its time was over, so there is nothing to go back to. To replace the new one: ${command(`tokens rotate start ${shortId(next.id)}`)}`,
    { field: 'id' },
  );
}
