import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { type Token, tokens } from './tokens.ts';
import { within } from './within.ts';

/** The token that takes this one's place, if one does. */
export async function successorOf(db: Db, id: Id<'token'>, at: Date): Promise<Token | undefined> {
  return tokens(db, at)
    .where(within('token'))
    .where('token.predecessor_id', '=', id)
    .where('token.revoked_at', 'is', null)
    .executeTakeFirst();
}

/** Begins the end of a token: a successor is there, and both live until the grace ends. */
export async function supersede(db: Db, id: Id<'token'>, at: Date, graceEndsAt: Date): Promise<void> {
  await db
    .updateTable('token')
    .set({ superseded_at: at, grace_ends_at: graceEndsAt })
    .where('id', '=', id)
    .execute();
}

/** Puts a token back to what it was before its successor came. */
export async function restore(db: Db, id: Id<'token'>): Promise<void> {
  await db
    .updateTable('token')
    .set({ superseded_at: null, grace_ends_at: null })
    .where('id', '=', id)
    .execute();
}

/** Puts tokens back to what they were before these successors came, if they are alive yet. Resolves with which. */
export async function restoreAll(
  db: Db,
  successors: readonly Id<'token'>[],
  at: Date,
): Promise<{ id: Id<'token'>; successor: Id<'token'> }[]> {
  return db
    .updateTable('token')
    .from('token as successor')
    .set({ superseded_at: null, grace_ends_at: null })
    .where(within('token'))
    .whereRef('successor.organization_id', '=', 'token.organization_id')
    .whereRef('successor.predecessor_id', '=', 'token.id')
    .where(sql<boolean>`successor.id = any(${successors}::uuid[])`)
    .where('token.revoked_at', 'is', null)
    .where('token.grace_ends_at', '>', at)
    .returning(['token.id', 'successor.id as successor'])
    .execute();
}
