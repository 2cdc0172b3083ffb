import { BEGINNING, chained, wordsOf } from '../core/audit-chain.ts';
import type { Id } from '../core/ids.ts';
import type { Issuer } from '../core/jwt.ts';
import * as audit from '../store/audit.ts';
import * as auditHeads from '../store/audit-heads.ts';
import type { Db } from '../store/database.ts';

interface Chain {
  organizationId: Id<'organization'>;
  issuer: Issuer;
  at: Date;
}

/** Rows that are sealed with one statement. */
const BATCH = 10_000;

/**
 * Chains what is not sealed yet, up to a batch, and signs where the chain ends now. Whoever calls it holds the chain's
 * lock. Gives how many rows that were.
 */
export async function sealSome(db: Db, { organizationId, issuer, at }: Chain): Promise<number> {
  const rows = await audit.takeUnsealed(db, at, BATCH);
  if (rows.length === 0) return 0;
  let { sequence, previous } = await endOf(db, issuer);
  const sealed = rows.map((row) => {
    sequence += 1n;
    const link = { id: row.id, sequence: String(sequence), previous, hash: BEGINNING };
    previous = chained(row, link.sequence, previous);
    return { ...link, hash: previous };
  });
  await audit.seal(db, sealed);
  const head = { organization_id: organizationId, sequence: String(sequence), hash: previous, sealed_at: at };
  await auditHeads.put(db, { ...head, signature: await issuer.seal(wordsOf(head)) });
  return rows.length;
}

/** Chains all there is, as `sealSome` does. */
export async function sealAll(db: Db, chain: Chain): Promise<void> {
  while ((await sealSome(db, chain)) === BATCH);
}

/**
 * Where a chain goes on. An end that we did not sign is not taken up: the rows that follow do not follow it then, so
 * that what somebody else wrote is found for ever, and never sealed over.
 */
async function endOf(db: Db, issuer: Issuer): Promise<{ sequence: bigint; previous: Buffer }> {
  const head = await auditHeads.find(db);
  const last = BigInt(await audit.lastSequence(db));
  if (!head || !(await issuer.sealed(head.signature, wordsOf(head))))
    return { sequence: last, previous: BEGINNING };
  const signed = BigInt(head.sequence);
  return { sequence: signed > last ? signed : last, previous: head.hash };
}
