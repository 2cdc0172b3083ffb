import type { Bot } from '../store/bots.ts';
import { isOffered } from './offer.ts';

type Standing = Pick<
  Bot,
  | 'deleted_at'
  | 'disabled_at'
  | 'owner_is_deactivated'
  | 'offered_to_name'
  | 'offered_to_id'
  | 'offer_ends_at'
>;

/** How a bot stands, in a few words: "active", "disabled, offered to bob". */
export function stateInWords(bot: Standing, now: Date): string {
  if (bot.deleted_at) return 'deleted';
  return [
    bot.disabled_at ? 'disabled' : 'active',
    ...(bot.owner_is_deactivated ? ['orphaned'] : []),
    ...(isOffered(bot, now) ? [`offered to ${bot.offered_to_name ?? 'somebody'}`] : []),
  ].join(', ');
}
