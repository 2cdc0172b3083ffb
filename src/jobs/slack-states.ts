import * as installations from '../store/slack-installations.ts';
import type { Sweep } from './sweep.ts';

/** Forgets by what a browser came back from Slack, when nobody can come back with it any more. */
export const oldStates: Sweep = {
  name: 'old states',
  everyMs: 3_600_000,
  async sweep({ database, clock }) {
    await installations.forgetStates(database.across, clock.now());
  },
};
