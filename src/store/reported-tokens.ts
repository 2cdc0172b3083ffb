import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { within } from './within.ts';

/** A token that somebody reported, or that was issued by one. */
export interface Reported {
  id: Id<'token'>;
  bot_id: Id<'bot'>;
}

/** What counts of what was reported: what is alive, and what a report has ended, by which more may have been issued. */
const counts = (at: Date) =>
  sql<boolean>`(ended_by = 'reported' or (revoked_at is null and expires_at > ${at}))`;

/** The organizations in which any of these counts: whoever reports a token does not say of which it is. */
export async function organizationsWith(
  across: Db,
  hashes: Buffer[],
  at: Date,
): Promise<Id<'organization'>[]> {
  const rows = await across
    .selectFrom('token')
    .select('organization_id')
    .distinct()
    .where(sql<boolean>`hash = any(${hashes}::bytea[])`)
    .where(counts(at))
    .execute();
  return rows.map((row) => row.organization_id);
}

/** Those that are alive of these tokens and of all that were issued by them, whether those between are dead or not. */
const ALIVE = (hashes: Buffer[], at: Date) => sql`
  with recursive reported as (
    select id from token where ${within('token')} and hash = any(${hashes}::bytea[]) and ${counts(at)}
    union
    select token.id from token join reported on token.created_by_token = reported.id where ${within('token')}
  ), alive as (
    select token.id, token.bot_id from token join reported using (id)
    where ${within('token')} and revoked_at is null and expires_at > ${at}
  )`;

/** Locks the bots of which tokens are to be revoked, as everybody does before a token; always in one order. */
export async function lockBots(db: Db, hashes: Buffer[], at: Date): Promise<void> {
  await sql`${ALIVE(hashes, at)}
    select from bot where ${within('bot')} and id in (select bot_id from alive) order by id for no key update`.execute(
    db,
  );
}

/** Revokes them. */
export async function revoke(db: Db, hashes: Buffer[], at: Date): Promise<Reported[]> {
  const { rows } = await sql<Reported>`${ALIVE(hashes, at)}
    update token set revoked_at = ${at}, ended_by = 'reported'
    where ${within('token')} and id in (select id from alive) and revoked_at is null
    returning id, bot_id`.execute(db);
  return rows;
}
