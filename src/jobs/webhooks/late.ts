import * as waiting from '../../store/webhook-waiting.ts';
import type { Sweep } from '../sweep.ts';

/** Finishes what came for a webhook in the very moment in which that was deleted or disabled. */
export const late: Sweep = {
  name: 'late deliveries',
  everyMs: 5000,
  sweep: ({ database, clock }) => waiting.finishLate(database.across, clock.now()),
};
