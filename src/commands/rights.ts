import type { Actor, BotActor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { bold, say } from '../core/text.ts';
import * as tokens from '../store/tokens.ts';
import type { Context } from './declare.ts';

interface Owned {
  id: Id<'bot'>;
  username: string;
  owner_id: Id<'member'>;
  owner_name: string;
  owner_is_deactivated: boolean;
  backup_owner_id: Id<'member'> | null;
}

/** Whose bot it is. */
type Whose = Pick<Owned, 'id' | 'owner_id' | 'owner_is_deactivated' | 'backup_owner_id'>;

/**
 * Members act on bots they own, and on those they stand in for whose owner has left; admins on all. A bot acts on
 * itself alone unless its token says otherwise.
 */
export function mayActOn(actor: Actor, bot: Whose): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'bot') return actor.id === bot.id || actor.scopes.has('organization:act');
  if (actor.role === 'admin' || actor.id === bot.owner_id) return true;
  return bot.owner_is_deactivated && actor.id === bot.backup_owner_id;
}

/** @throws AppError forbidden, with the owner's name. */
export function refuseUnlessMine(actor: Actor, bot: Owned, field: string): void {
  if (mayActOn(actor, bot)) return;
  const sentence =
    actor.kind === 'bot'
      ? say`A bot acts on itself alone: ${bold(actor.username)} cannot change ${bold(bot.username)}.`
      : say`${bot.owner_name} owns ${bold(bot.username)}; only ${bot.owner_name} or an admin can do that.`;
  throw new AppError('forbidden', sentence, { field });
}

/**
 * Refuses a bot whose own token was ended or frozen while it waited for its turn: who knew that token may not have one
 * made by it afterwards. Asked when what it changes is locked.
 * @throws AppError revoked_bot_token or frozen_bot_token.
 */
export async function refuseIfEnded({ db, clock, actor }: Context): Promise<void> {
  if (actor.kind !== 'bot') return;
  const at = clock.now();
  const token = await tokens.find(db, actor.tokenId, at);
  // The use that it was let in by may have been its last, so one that is used up goes on.
  if (!token || token.state === 'revoked' || token.expires_at <= at)
    throw new AppError('revoked_bot_token', say`The token that asks this was ended in this very moment.`);
  if (token.frozen_at || token.bot_disabled_at)
    throw new AppError('frozen_bot_token', say`The token that asks this was frozen in this very moment.`);
}

/** As `mayActOn` has it, for a list: one bot, those of one owner, or neither for all. */
export function withinReach(actor: Actor): { bot?: BotActor; owner?: Id<'member'> } {
  if (actor.kind === 'bot') return actor.scopes.has('organization:act') ? {} : { bot: actor };
  return actor.kind === 'system' || actor.role === 'admin' ? {} : { owner: actor.id };
}
