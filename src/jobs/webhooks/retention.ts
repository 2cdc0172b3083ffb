import * as retention from '../../store/webhook-retention.ts';
import { A_BATCH, whileFull } from '../batches.ts';
import type { Sweep } from '../sweep.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** In days: how long attempts, deliveries and replays are kept after their end. */
const FINISHED = 30;
/** What was sent, after all of its deliveries were finished. */
const PAYLOAD = 7;
/** What could not be delivered yet, whatever the reason. */
const UNFINISHED = 90;
/** Secrets that have ended. */
const SECRET = 1;

/** Forgets what was delivered, some at a time: what is left is found the next time. */
export const webhookRetention: Sweep = {
  name: 'old deliveries',
  everyMs: HOUR_MS,
  async sweep({ database: { across }, clock }) {
    const at = clock.now();
    const ago = (days: number): Date => new Date(at.getTime() - days * DAY_MS);
    await whileFull(() => retention.deleteAttempts(across, ago(FINISHED), A_BATCH));
    await whileFull(() => retention.expireEvents(across, ago(UNFINISHED), at, A_BATCH));
    await whileFull(() => retention.deleteDeliveries(across, ago(FINISHED), A_BATCH));
    let after: retention.Place | undefined;
    do
      after = await retention.letGoOfPayloads(across, {
        after,
        finishedBefore: ago(PAYLOAD),
        limit: A_BATCH,
      });
    while (after);
    await retention.deleteSecrets(across, ago(SECRET));
    await retention.deleteReplays(across, ago(FINISHED));
    await retention.deleteWebhooks(across, ago(FINISHED));
  },
};
