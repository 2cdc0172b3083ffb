import { sql } from 'kysely';
import type { Database } from './schema.ts';

/** Whoever asks for the same name waits until this transaction has ended. */
export async function lockUntilCommit(transaction: Database, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(transaction);
}
