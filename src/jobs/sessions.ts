import * as sessions from '../store/sessions.ts';
import type { Sweep } from './sweep.ts';

const HOUR_MS = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR_MS;

/** Forgets sessions that were over a month ago. */
export const oldSessions: Sweep = {
  name: 'old sessions',
  everyMs: HOUR_MS,
  async sweep({ database, clock }) {
    await sessions.forgetOld(database.across, new Date(clock.now().getTime() - KEPT_MS));
  },
};
