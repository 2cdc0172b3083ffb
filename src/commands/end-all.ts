import type { Id } from '../core/ids.ts';
import * as approvals from '../store/approvals.ts';
import * as claims from '../store/claims.ts';
import * as tokens from '../store/tokens.ts';
import { close } from './answering.ts';
import type { Context } from './declare.ts';
import { revoked } from './happened.ts';

/** Ends all that anybody has or is promised of this locked bot. Resolves with the tokens that were alive. */
export async function endAllOf(
  context: Context,
  bot: Id<'bot'>,
  why: 'deleted' | 'transferred',
): Promise<tokens.Ended[]> {
  const { db, clock } = context;
  const at = clock.now();
  await claims.withdrawAllOf(db, bot, at);
  for (const approval of await approvals.lockOpenOf(db, bot)) await close(context, approval);
  const ended = await tokens.revokeAllOf(db, bot, at, why);
  const named = ended.map(({ id }) => ({ id, bot_id: bot }));
  await revoked(context, named, why);
  return ended;
}
