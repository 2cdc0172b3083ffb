import type { Id } from '../core/ids.ts';
import * as bots from '../store/bots.ts';
import * as claims from '../store/claims.ts';
import * as tokens from '../store/tokens.ts';
import type { Context } from './declare.ts';
import { rotated } from './happened.ts';
import { thisSecond } from './lifetimes.ts';
import { mint } from './minting.ts';
import { mayActOn } from './rights.ts';

/**
 * Revokes a token that was never used, and makes another with its terms, its end and its place in the family: its
 * secret was lost on the way. Undefined when it was used, is no longer as it was made, or is not theirs who ask.
 */
export async function reissue(
  context: Context,
  id: Id<'token'>,
): Promise<Awaited<ReturnType<typeof mint>> | undefined> {
  const { db, clock, actor } = context;
  const at = clock.now();
  const named = await tokens.find(db, id, at);
  if (!named) return undefined;
  await bots.lock(db, named.bot_id);
  const token = await tokens.find(db, id, at);
  if (!token || !isUntouched(token, at)) return undefined;
  if (!mayActOn(actor, { ...token, id: token.bot_id })) return undefined;
  // Or a token could have what a stronger one of its bot had asked for.
  if (actor.kind === 'bot' && token.created_by_token !== actor.tokenId) return undefined;
  await tokens.revoke(db, token.id, at, 'revoked');
  context.forget({ tokens: [token.id] });
  const { bot_id, expires_at, family_id, predecessor_id } = token;
  const minted = await mint(context, {
    ...token,
    bot: { ...token, id: bot_id },
    lifetime: (expires_at.getTime() - thisSecond(clock).getTime()) / 1000,
    // That of a rotation which is under way goes on from the same token.
    predecessor: { id: predecessor_id ?? token.id, family_id },
  });
  await rotated(context, token, minted, null);
  await claims.moveMade(db, token.id, minted.id);
  return minted;
}

function isUntouched(token: tokens.Token, at: Date): boolean {
  const { revoked_at, superseded_at, frozen_at, last_used_at, use_limit, uses_left, expires_at } = token;
  const marks = [revoked_at, superseded_at, frozen_at, last_used_at];
  return marks.every((mark) => mark === null) && use_limit === uses_left && expires_at > at;
}
