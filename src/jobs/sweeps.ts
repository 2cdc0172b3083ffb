import { expiredApprovals } from './approvals.ts';
import { oldReplays } from './replays.ts';
import type { Sweep } from './sweep.ts';

/** Everything that is looked for again and again. */
export const sweeps: readonly Sweep[] = [expiredApprovals, oldReplays];
