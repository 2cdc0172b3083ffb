import { BEGINNING, chained, wordsOf } from '../core/audit-chain.ts';
import type { Issuer } from '../core/jwt.ts';
import * as audit from '../store/audit.ts';
import * as auditHeads from '../store/audit-heads.ts';
import type { Db } from '../store/database.ts';

/** How a chain can be broken at a row. */
export const FAULTS = ['changed', 'misplaced', 'removed', 'cut', 'unsigned', 'forged'] as const;

/** The first row at which a chain does not hold. One that is not there has no more than its place. */
export interface Fault {
  kind: (typeof FAULTS)[number];
  sequence: number;
  row?: { id: string; at: Date; command: string };
}

export interface Checked {
  /** How many rows hold, from the first on. */
  rows: number;
  /** Of the last row that holds. */
  hash: Buffer;
  fault?: Fault;
}

/** A row that was seen earlier, by somebody who kept the beginning of its hash. */
export interface Witness {
  sequence: number;
  hash: string;
}

const BATCH = 5000;

/** Before every row, also one whose place is less than the first. */
const BEFORE_ALL = '-9223372036854775808';

/** Follows the chain from its first row to its signed end, a batch in memory at a time. */
export async function check(db: Db, issuer: Issuer, witness?: Witness): Promise<Checked> {
  let held: Checked = { rows: 0, hash: BEGINNING };
  const [stray] = await audit.links(db, BEFORE_ALL, 0);
  if (stray) return { ...held, fault: { kind: 'misplaced', sequence: 1, row: rowOf(stray) } };
  for (;;) {
    const links = await audit.links(db, held.rows, held.rows + BATCH);
    for (const link of links) {
      const fault = faultOf(link, held) ?? faultByWitness(link, witness);
      if (fault) return { ...held, fault };
      held = { rows: held.rows + 1, hash: link.hash };
    }
    if (links.length < BATCH) return { ...held, ...(await faultAtEnd(db, issuer, held, witness)) };
  }
}

const rowOf = ({ id, at, command }: audit.Link) => ({ id, at: new Date(Number(at) * 1000), command });

function faultOf(link: audit.Link, { rows, hash }: Checked): Fault | undefined {
  const sequence = rows + 1;
  if (link.sequence !== String(sequence)) return { kind: 'removed', sequence };
  const row = rowOf(link);
  if (!link.previous_hash.equals(hash)) return { kind: 'misplaced', sequence, row };
  return chained(link, link.sequence, hash).equals(link.hash)
    ? undefined
    : { kind: 'changed', sequence, row };
}

function faultByWitness(link: audit.Link, witness: Witness | undefined): Fault | undefined {
  if (link.sequence !== String(witness?.sequence)) return undefined;
  if (witness && link.hash.toString('hex').startsWith(witness.hash)) return undefined;
  return { kind: 'forged', sequence: Number(link.sequence), row: rowOf(link) };
}

/** Whether the chain ends where we signed that it does, and no earlier than somebody saw it. */
async function faultAtEnd(
  db: Db,
  issuer: Issuer,
  { rows, hash }: Checked,
  witness: Witness | undefined,
): Promise<{ fault?: Fault }> {
  if (BigInt(await audit.lastSequence(db)) > rows) return { fault: { kind: 'removed', sequence: rows + 1 } };
  const head = await auditHeads.find(db);
  const expected = Math.max(Number(head?.sequence ?? 0), witness?.sequence ?? 0);
  if (head && !(await issuer.sealed(head.signature, wordsOf(head))))
    return { fault: { kind: 'unsigned', sequence: rows } };
  if (expected > rows) return { fault: { kind: 'cut', sequence: rows + 1 } };
  if (!head) return rows === 0 ? {} : { fault: { kind: 'unsigned', sequence: rows } };
  const signed = Number(head.sequence);
  if (signed === rows && head.hash.equals(hash)) return {};
  const sequence = Math.min(signed + 1, rows);
  const [link] = await audit.links(db, sequence - 1, sequence);
  return { fault: { kind: 'forged', sequence, ...(link && { row: rowOf(link) }) } };
}
