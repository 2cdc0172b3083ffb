import { rotations } from './rotations.ts';
import { sealer } from './sealer.ts';
import { expiredApprovals } from './approvals.ts';
import { oldReplays } from './replays.ts';
import type { Sweep } from './sweep.ts';
import { unseen } from './unseen.ts';

/** Everything that is looked for again and again. */
export const sweeps: readonly Sweep[] = [expiredApprovals, oldReplays, rotations, sealer, unseen];
