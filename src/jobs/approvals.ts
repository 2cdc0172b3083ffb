import { close } from '../commands/answering.ts';
import type { Deps } from '../commands/execute.ts';
import { system } from '../core/actor.ts';
import type { Id } from '../core/ids.ts';
import * as across from '../store/across.ts';
import * as approvals from '../store/approvals.ts';
import type { Sweep } from './sweep.ts';

/** Requests closed in one sweep; the rest are found by the next. */
const AT_ONCE = 100;

/** Closes requests that nobody answered in time: the requester is told, and their buttons go. */
export const expiredApprovals: Sweep = {
  name: 'approvals',
  everyMs: 60_000,
  async sweep(deps) {
    const overdue = await across.overdueApprovals(deps.database.across, deps.clock.now(), AT_ONCE);
    for (const { organization_id, id } of overdue) await closeOne(deps, organization_id, id);
  },
};

async function closeOne(
  { database, ids, clock, tracing }: Deps,
  organization: Id<'organization'>,
  id: Id<'approval'>,
): Promise<void> {
  await using transaction = database.begin(organization, 'write');
  const { db } = transaction;
  const approval = await approvals.find(db, id);
  if (!approval) return;
  await close({ db, ids, clock, tracing, actor: system(organization, 'approvals') }, approval);
  await transaction.commit();
}
