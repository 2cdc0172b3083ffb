import { bold, plain, say } from '../core/text.ts';
import { absolute } from '../core/times.ts';
import * as claims from '../store/claims.ts';
import { OFFERED, type Reference } from './reference.ts';

/** What somebody was promised, by its id. Whose it is and whether it can be taken, `tokens claim` says, and to whom. */
export const claimReference: Reference<string> = {
  find: async (_context, { text }) => Promise.resolve(text),

  async choices({ db, clock, actor }, like) {
    if (actor.kind !== 'member') return [];
    const promised = await claims.listPromised(db, actor.id, clock.now(), OFFERED);
    return promised
      .map(({ id, username, expires_at: ends }) => ({
        value: id,
        label: plain(say`${bold(username)}, until ${absolute(ends, actor.timeZone)}`),
      }))
      .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(like));
  },
};
