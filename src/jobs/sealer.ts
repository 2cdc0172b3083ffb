import { sealSome } from '../commands/audit-seal.ts';
import type { Deps } from '../commands/execute.ts';
import type { Id } from '../core/ids.ts';
import * as across from '../store/across.ts';
import * as auditHeads from '../store/audit-heads.ts';
import type { Sweep } from './sweep.ts';

/** Chains the rows of the audit log, within a second of their commit. */
export const sealer: Sweep = {
  name: 'audit sealer',
  everyMs: 500,

  async sweep(deps) {
    const waiting = await across.organizationsToSeal(deps.database.across, deps.clock.now());
    for (const organization of waiting) while (await sealed(organization, deps));
  },
};

/** Seals a batch in a transaction of its own; false when there is no more, or somebody else is at it. */
async function sealed(organizationId: Id<'organization'>, deps: Deps): Promise<boolean> {
  await using transaction = deps.database.begin(organizationId, 'write');
  const { db } = transaction;
  if (!(await auditHeads.tryLock(db, organizationId))) return false;
  const { issuer, clock } = deps;
  const count = await sealSome(db, { organizationId, issuer, at: clock.now() });
  await transaction.commit();
  return count > 0;
}
