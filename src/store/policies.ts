import { type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import { aliveAt } from './alive.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

const COLUMNS = [
  'default_lifetime',
  'longest_lifetime',
  'reminders',
  'rotation_grace',
  'rotation_quiet',
  'freezes_family',
  'approval_for',
  'approval_channel',
] as const;

/** What an organization has decided about its bots and tokens. Lengths of time are seconds. */
export type Policy = Pick<Selectable<Tables['organization']>, (typeof COLUMNS)[number]>;

export async function find(db: Db, organization: Id<'organization'>): Promise<Policy> {
  return db
    .selectFrom('organization')
    .select(COLUMNS)
    .where('id', '=', organization)
    .executeTakeFirstOrThrow();
}

/**
 * As `find`, and nobody changes it until the transaction ends: for whoever makes a token by it. To be asked for after
 * the lock on the bot, and before a token is written, as a change of policy waits in that order.
 */
export async function hold(db: Db, organization: Id<'organization'>): Promise<Policy> {
  return db
    .selectFrom('organization')
    .select(COLUMNS)
    .where('id', '=', organization)
    .forShare()
    .executeTakeFirstOrThrow();
}

/** As `find`, for whoever changes it: others that hold it have ended, and new ones wait. */
export async function lock(db: Db, organization: Id<'organization'>): Promise<Policy> {
  return db
    .selectFrom('organization')
    .select(COLUMNS)
    .where('id', '=', organization)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

export async function change(db: Db, organization: Id<'organization'>, policy: Policy): Promise<void> {
  await db.updateTable('organization').set(policy).where('id', '=', organization).execute();
}

/** Keeps others from changing the bots of this organization, or making tokens for them. */
export async function lockBots(db: Db): Promise<void> {
  await db
    .selectFrom('bot')
    .select('id')
    .where(within('bot'))
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** What a longest lifetime would do to the tokens there are. */
export interface Reach {
  /** Those that are alive and would end sooner, and how many bots have them. */
  tokens: number;
  bots: number;
  /** How many of them would end at once. */
  at_once: number;
  /** When the first of the others would end. */
  earliest: Date | null;
}

const cappedAt = (longest: number) => sql<Date>`token.created_at + make_interval(secs => ${longest})`;

export async function reachOf(db: Db, longest: number, at: Date): Promise<Reach> {
  const end = cappedAt(longest);
  return db
    .selectFrom('token')
    .select([
      sql<number>`count(*)::int`.as('tokens'),
      sql<number>`count(distinct bot_id)::int`.as('bots'),
      sql<number>`(count(*) filter (where ${end} <= ${at}))::int`.as('at_once'),
      sql<Date | null>`min(${end}) filter (where ${end} > ${at})`.as('earliest'),
    ])
    .where(within('token'))
    .where(aliveAt(at))
    .where('expires_at', '>', end)
    .executeTakeFirstOrThrow();
}

/**
 * Writes down the ends of tokens that would live longer. One that is past its own already ends now and not in the past,
 * in which it was used, and of which nobody would be told any more.
 */
export async function shorten(db: Db, longest: number, at: Date): Promise<void> {
  await db
    .updateTable('token')
    .set({ expires_at: sql<Date>`greatest(${cappedAt(longest)}, ${at}::timestamptz)` })
    .where(within('token'))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .where('expires_at', '>', cappedAt(longest))
    .execute();
}
