import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

export type AuditHead = Selectable<Tables['audit_head']>;

const KEY = (organization: Id<'organization'>): string => `audit ${organization}`;

/** Keeps others from this organization's chain until the transaction ends. */
export async function lock(db: Db, organization: Id<'organization'>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${KEY(organization)}, 0))`.execute(db);
}

/** The same, unless somebody is at it: false then. */
export async function tryLock(db: Db, organization: Id<'organization'>): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${KEY(organization)}, 0)) as locked`.execute(db);
  return rows[0]?.locked ?? false;
}

export async function find(db: Db): Promise<AuditHead | undefined> {
  return db.selectFrom('audit_head').selectAll().where(within('audit_head')).executeTakeFirst();
}

export async function put(db: Db, head: AuditHead): Promise<void> {
  const { organization_id, ...changes } = head;
  await db
    .insertInto('audit_head')
    .values({ organization_id, ...changes })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(changes))
    .execute();
}
