import { hash } from 'node:crypto';

/** A row of the audit log, every column of it, as exact as the database has it: times are its seconds as text. */
export interface AuditRow {
  organization_id: string;
  id: string;
  at: string;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  surface: string;
  command: string;
  target: string | null;
  outcome: string;
  subject: string | null;
  note: string | null;
  count: number;
  open_until: string | null;
}

/** What the first row of a chain follows. */
export const BEGINNING = Buffer.alloc(32);

/** SHA-256 over a row, its place and the hash of the row before it: a list in JSON, which has one spelling. */
export function chained(row: AuditRow, sequence: string, previous: Buffer): Buffer {
  const { organization_id, id, at, actor_kind, actor_id, actor_name, surface, command } = row;
  const { target, outcome, subject, note, count, open_until } = row;
  const identity = [organization_id, id, at, actor_kind, actor_id, actor_name, surface, command];
  const rest = [target, outcome, subject, note, count, open_until];
  return hash('sha256', JSON.stringify([...identity, ...rest, sequence, previous.toString('hex')]), 'buffer');
}

/** The end of a chain. */
export interface AuditHead {
  organization_id: string;
  sequence: string;
  hash: Buffer;
  sealed_at: Date;
}

/** What is signed of it. */
export function wordsOf({ organization_id, sequence, hash: last, sealed_at }: AuditHead): string {
  return JSON.stringify([organization_id, sequence, last.toString('hex'), sealed_at.toISOString()]);
}
