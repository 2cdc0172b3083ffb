import * as botUpdates from '../../store/bot-updates.ts';
import { A_BATCH, whileFull } from '../batches.ts';
import type { Sweep } from '../sweep.ts';

const DAY_MS = 86_400_000;
/** Kept for one bot. */
const MOST = 10_000;
/** Forgets updates that nobody has asked for in a day, and the oldest of a bot that has very many. */
export const oldUpdates: Sweep = {
  name: 'old updates',
  everyMs: 300_000,
  async sweep({ database, clock }) {
    const before = new Date(clock.now().getTime() - DAY_MS);
    await whileFull(() => botUpdates.forgetOld(database.across, before, A_BATCH));
    await botUpdates.forgetMany(database.across, MOST);
  },
};
