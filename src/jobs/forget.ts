import * as notices from '../store/notices.ts';
import type { Sweep } from './sweep.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const A_BATCH = 1000;

/** Forgets what was said a month ago. */
export const forgetNotices: Sweep = {
  name: 'old notices',
  everyMs: HOUR_MS,
  async sweep({ database, clock }) {
    const before = new Date(clock.now().getTime() - 30 * DAY_MS);
    while ((await notices.forgetOld(database.across, before, A_BATCH)) === A_BATCH);
  },
};
