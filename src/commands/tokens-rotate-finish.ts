import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { code, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as claims from '../store/claims.ts';
import * as tokens from '../store/tokens.ts';
import { defineCommand, TokenId } from './declare.ts';
import { emit } from './emit.ts';
import { botOf, toldBot } from './happened.ts';
import { TokenRef } from './inputs.ts';
import { notRotating, rotationOf } from './rotating.ts';
import { tell } from './tell.ts';

export const tokensRotateFinish = defineCommand({
  name: 'tokens rotate finish',
  title: 'Finish a rotation',
  summary: 'Finish a rotation: the old token ends at once, the new one stays.',
  example: 'tokens rotate finish 87434498',
  effect: 'destroy',
  confirm: false,
  scope: 'tokens:write',
  by: 'either',
  http: 'POST /api/v1/tokens/:id/rotate/finish',
  input: z.strictObject({ id: TokenRef }),
  positional: ['id'],
  refuses: ['already_done'],
  output: z.object({
    /** Of the old one, which has ended. */
    id: TokenId,
    username: z.string(),
    successor: z.string().nullable(),
    ended_at: z.date(),
    /** Whether its grace had ended before. */
    was_over: z.boolean(),
  }),

  async run(context, { id: token }) {
    const { db, clock, actor } = context;
    const rotation = await rotationOf(context, token);
    if (!rotation) throw notRotating(token);
    const { old, next } = rotation;
    const at = clock.now();
    const wasOver = old.grace_ends_at !== null && old.grace_ends_at <= at;
    const endedAt = wasOver && old.grace_ends_at ? old.grace_ends_at : at;
    await tokens.revoke(db, old.id, endedAt, 'rotated');
    await claims.withdrawOf(db, old.id, at);
    const happened = { ended: old.id, successor: next?.id ?? null, by: nameOf(actor) };
    await emit(context, botOf(old), 'token.rotation_finished', { bot: toldBot(old), ...happened });
    context.forget({ tokens: [old.id] });
    // That it is over is what its owner chose; that it is over sooner they have to be told.
    if (actor.surface === 'job' && !wasOver && next)
      await tell(context, old.owner_id, { kind: 'rotation_finished', token: old.id, successor: next.id });
    return {
      id: old.id,
      username: old.username,
      successor: next?.id ?? null,
      ended_at: endedAt,
      was_over: wasOver,
    };
  },

  say({ id, successor, ended_at: endedAt, was_over: wasOver }, { actor }) {
    const done = wasOver
      ? say`${code(shortId(id))} had ended on ${absolute(endedAt, actor.timeZone)}, when its time was over.`
      : say`${code(shortId(id))} is revoked and refused everywhere as of now.`;
    return { text: say`${done}${successor === null ? '' : inPlace(successor)}` };
  },
});

const inPlace = (successor: string): Text => say` ${code(shortId(successor))} has taken its place.`;
