import * as linkCodes from '../../store/link-codes.ts';
import * as errands from '../../store/matrix-errands.ts';
import * as events from '../../store/matrix-events.ts';
import * as prompts from '../../store/matrix-prompts.ts';
import { A_BATCH, whileFull } from '../batches.ts';
import type { Sweep } from '../sweep.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** In days: that something was told at all, by which it is known when it is told again. */
const EVENT = 30;
/** What was to be answered: what is heard again finds its answer for an hour at most. */
const PROMPT = 1;
/** Codes that were tried: they are counted for less. */
const TRY = 1;
/** What was done on the homeserver. */
const ERRAND = 7;

/** Forgets what Matrix has left behind, some at a time: what is left is found the next time. */
export const matrixRetention: Sweep = {
  name: 'old events of rooms',
  everyMs: HOUR_MS,
  async sweep({ database, clock }) {
    const at = clock.now();
    const ago = (days: number): Date => new Date(at.getTime() - days * DAY_MS);
    await whileFull(() => events.forgetOld(database.across, ago(EVENT), A_BATCH));
    await whileFull(() => prompts.forgetOld(database.across, ago(PROMPT), A_BATCH));
    await whileFull(() => errands.forgetOld(database.across, ago(ERRAND), A_BATCH));
    await linkCodes.deleteEnded(database.across, at);
    await linkCodes.deleteTries(database.across, ago(TRY));
  },
};
