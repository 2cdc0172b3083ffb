import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { bold, command, say } from '../core/text.ts';
import type { Bot } from '../store/bots.ts';

/** As a bot stands that is offered to nobody. */
export const NO_OFFER = { offered_to_id: null, offer_ends_at: null };

type Offered = Pick<Bot, 'offered_to_id' | 'offer_ends_at'>;

/** Whether somebody can still accept this bot. */
export const isOffered = ({ offer_ends_at: end }: Offered, now: Date): boolean => end !== null && end > now;

/** Whether this actor is the one who can accept it. */
export const isOfferedTo = (actor: Actor, bot: Offered, now: Date): boolean =>
  actor.kind === 'member' && bot.offered_to_id === actor.id && isOffered(bot, now);

/** @throws AppError unless this bot is offered to this actor now. */
export function refuseUnlessOffered(actor: Actor, bot: Bot, now: Date): void {
  if (isOfferedTo(actor, bot, now)) return;
  const { username, owner_name, offered_to_name } = bot;
  if (actor.kind === 'member' && actor.id === bot.owner_id)
    throw new AppError('forbidden', say`${bold(username)} is yours.`, { field: 'username' });
  const sentence = isOffered(bot, now)
    ? say`${bold(username)} is offered to ${offered_to_name ?? 'somebody else'}; only they can accept it.`
    : isOwner(actor, bot)
      ? say`You own ${bold(username)} already.`
      : say`${bold(username)} is not offered to you, or no more. ${owner_name} can offer it: ${command(`bots transfer ${username} ${mentionOf(actor)}`)}`;
  throw new AppError('forbidden', sentence, { field: 'username' });
}

const isOwner = (actor: Actor, bot: Bot): boolean => actor.kind === 'member' && actor.id === bot.owner_id;

const mentionOf = (actor: Actor): string => (actor.kind === 'member' ? `@${actor.name}` : '@alice');
