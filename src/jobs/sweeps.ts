import { rotations } from './rotations.ts';
import { sealer } from './sealer.ts';
import { expiredApprovals } from './approvals.ts';
import { oldReplays } from './replays.ts';
import { forgetNotices } from './forget.ts';
import { oldSessions } from './sessions.ts';
import { oldStates } from './slack-states.ts';
import { remind } from './reminders.ts';
import type { Sweep } from './sweep.ts';
import { unseen } from './unseen.ts';
import { matrixRetention } from './matrix/retention.ts';
import { oldUpdates } from './matrix/old-updates.ts';
import { late } from './webhooks/late.ts';
import { replaying } from './webhooks/replaying.ts';
import { webhookRetention } from './webhooks/retention.ts';

/** Everything that is looked for again and again. */
export const sweeps: readonly Sweep[] = [
  expiredApprovals,
  forgetNotices,
  late,
  matrixRetention,
  oldReplays,
  oldSessions,
  oldStates,
  oldUpdates,
  remind,
  replaying,
  rotations,
  sealer,
  unseen,
  webhookRetention,
];
