import { KEPT_MS } from '../commands/once.ts';
import * as across from '../store/across.ts';
import type { Sweep } from './sweep.ts';

/** Forgets keys whose time is over. */
export const oldReplays: Sweep = {
  name: 'replays',
  everyMs: 3_600_000,
  async sweep({ database, clock }) {
    await across.deleteReplays(database.across, new Date(clock.now().getTime() - KEPT_MS));
  },
};
