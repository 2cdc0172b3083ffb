import type { Deps } from '../../commands/execute.ts';
import { tell } from '../../commands/tell.ts';
import { system } from '../../core/actor.ts';
import type { Id } from '../../core/ids.ts';
import * as events from '../../store/events.ts';
import * as webhookReplays from '../../store/webhook-replays.ts';
import type { Sweep } from '../sweep.ts';

/** Queued in one transaction. */
const A_BATCH = 500;

/**
 * Queues what is to be sent again, some of each replay in turn. How far it is stands in the same transaction as what was
 * queued, so that whoever goes on after a crash queues nothing twice.
 */
export const replaying: Sweep = {
  name: 'webhook replays',
  everyMs: 1000,
  async sweep(deps) {
    let open = await webhookReplays.listOpen(deps.database.across);
    while (open.length > 0) {
      const left: typeof open = [];
      for (const each of open) if (await goOn(deps, each.organization_id, each.id)) left.push(each);
      open = left;
    }
  },
};

/** Queues the next of a replay. False: it is over. */
async function goOn(
  { database, clock, ids }: Deps,
  organization: Id<'organization'>,
  id: Id<'webhook_replay'>,
): Promise<boolean> {
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const replay = await webhookReplays.lockOpen(db, id);
  if (!replay) return false;
  const at = clock.now();
  // What a disabled webhook misses is kept, and sent when somebody asks for it again.
  const isStopped = replay.webhook_deleted_at !== null || replay.webhook_status === 'disabled';
  if (isStopped) await webhookReplays.stop(db, replay, at);
  const after = isStopped ? undefined : await webhookReplays.advance(db, replay, A_BATCH, at);
  if (after) await events.wake(db, [replay.webhook_id]);
  const isOver = isStopped || after?.finished_at !== null;
  const actor = system(organization, 'replay');
  if (isOver && replay.asked_by && replay.webhook_deleted_at === null)
    await tell({ db, ids, clock, actor }, replay.asked_by, { kind: 'webhook_replayed', replay: id });
  await transaction.commit();
  return !isOver;
}
