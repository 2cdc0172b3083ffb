import type { Actor } from '../core/actor.ts';
import * as bots from '../store/bots.ts';
import { isOfferedTo } from './offer.ts';
import { OFFERED, type Reference } from './reference.ts';
import { botReference } from './reference-bot.ts';
import { mayActOn } from './rights.ts';

/** A bot that is offered to somebody: anyone's to name, and the command says whose to take. */
function reference(isOffered: (actor: Actor, bot: bots.Bot, now: Date) => boolean): Reference<bots.Bot> {
  return {
    async find(context, naming) {
      return botReference.find(context, { ...naming, anyones: true });
    },

    async choices({ db, clock, actor }, like) {
      const at = clock.now();
      const found = await bots.list(db, { at, limit: 10 * OFFERED, like, offeredAt: at });
      const offered = found.filter((bot) => isOffered(actor, bot, at)).slice(0, OFFERED);
      return offered.map(({ username }) => ({ value: username, label: username }));
    },
  };
}

export const offeredToMeReference = reference(isOfferedTo);

/** To oneself, or by oneself. */
export const offeredReference = reference(
  (actor, bot, now) => isOfferedTo(actor, bot, now) || mayActOn(actor, bot),
);
