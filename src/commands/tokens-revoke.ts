import { z } from 'zod';
import { nameOf } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { bold, code, counted, say, type Text } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import { shortId } from '../core/tokens.ts';
import * as claims from '../store/claims.ts';
import * as rotations from '../store/rotations.ts';
import * as tokens from '../store/tokens.ts';
import { type Context, defineCommand, TokenId } from './declare.ts';
import { emit } from './emit.ts';
import { botOf, told } from './happened.ts';
import { TokenRef } from './inputs.ts';
import { rotationOf } from './rotating.ts';
import { tell } from './tell.ts';

const Rotation = z.object({ was: z.enum(['finished', 'cancelled']), other: z.custom<Id<'token'>>() });

type Rotation = z.output<typeof Rotation>;

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
  refuses: ['already_done'],
  output: z.object({
    id: TokenId,
    username: z.string(),
    /** When it was revoked before; null when this did it. */
    revoked_before: z.date().nullable(),
    remaining: z.int(),
    /** What became of its rotation: the old one was revoked, or the new one; and the id of the other. */
    rotation: Rotation.nullable(),
  }),

  async run(context, { id: token }) {
    const { db, clock } = context;
    const at = clock.now();
    const rotation = token.revoked_at ? null : await revokeLive(context, token, at);
    return {
      id: token.id,
      username: token.username,
      revoked_before: token.revoked_at,
      remaining: await tokens.countActive(db, at, token.bot_id),
      rotation,
    };
  },

  say({ id, username, revoked_before: before, remaining, rotation }, { actor }) {
    const done = before
      ? say`${code(shortId(id))} was revoked on ${absolute(before, actor.timeZone)} already.`
      : say`${code(shortId(id))} is revoked and refused everywhere as of now.`;
    return { text: say`${done} ${rest(username, remaining)}${rotation ? aftermath(rotation) : ''}` };
  },
});

/** Why it ends when Botmint itself ends it, by the name it goes by then. */
const REASONS: Readonly<Record<string, 'unseen' | 'reported'>> = {
  unseen: 'unseen',
  'leak report': 'reported',
};

/** Ends it, with what hangs on it: no rotation is left half done, and nothing promised in its place. */
async function revokeLive(context: Context, token: tokens.Token, at: Date): Promise<Rotation | null> {
  const { db, actor } = context;
  const known = actor.kind === 'system' ? REASONS[actor.name] : undefined;
  const reason = known ?? 'revoked';
  if (reason === 'unseen') await refuseSeen(context, token);
  const rotation = await endRotation(context, token);
  await tokens.revoke(db, token.id, at, reason);
  // One that had ended by itself was told of then.
  const happened = { ...told(token), goes_on: rotation?.other ?? null, by: nameOf(actor) };
  if (token.state !== 'expired') await emit(context, botOf(token), 'token.revoked', { ...happened, reason });
  await claims.withdrawOf(db, token.id, at);
  // Whoever was promised a token that nobody ever saw can still have one.
  if (!token.shown_at && !token.last_used_at) await claims.reopen(db, token.id);
  context.forget({ tokens: [token.id] });
  return rotation;
}

/** To revoke the old one finishes its rotation; to revoke the new one cancels it, and the old one goes on as before. */
async function endRotation(context: Context, token: tokens.Token): Promise<Rotation | null> {
  const rotation = await rotationOf(context, token);
  if (!rotation?.next) return null;
  const { old, next } = rotation;
  if (old.id === token.id) return { was: 'finished', other: next.id };
  // What has been refused once stays refused.
  if (old.state === 'revoked') return null;
  await rotations.restore(context.db, old.id);
  context.forget({ tokens: [old.id] });
  return { was: 'cancelled', other: old.id };
}

/** It may have been shown since it was looked for. Its maker is told. */
async function refuseSeen(context: Context, token: tokens.Token): Promise<void> {
  if (token.shown_at || token.last_used_at)
    throw new AppError('already_done', say`${code(shortId(token.id))} was seen meanwhile.`);
  if (token.created_by_member)
    await tell(context, token.created_by_member, { kind: 'token_unseen', token: token.id });
}

function rest(username: string, remaining: number): Text {
  const what = remaining === 0 ? 'no other token' : counted(remaining, 'other token');
  return say`${bold(username)} has ${what}.`;
}

function aftermath({ was, other }: Rotation): Text {
  return was === 'finished'
    ? say` ${code(shortId(other))} has taken its place.`
    : say` Its rotation is cancelled: ${code(shortId(other))} goes on as before.`;
}
