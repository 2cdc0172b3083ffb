import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

/** A promise of a token to one person. */
export type Claim = Selectable<Tables['claim']>;

export async function insert(db: Db, claim: Insertable<Tables['claim']>): Promise<void> {
  await db.insertInto('claim').values(claim).execute();
}

export async function find(db: Db, id: Id<'claim'>): Promise<Claim | undefined> {
  return db.selectFrom('claim').selectAll().where(within('claim')).where('id', '=', id).executeTakeFirst();
}

/** Takes it, if it is open; of two at once one does. What is made of it comes after. */
export async function take(db: Db, id: Id<'claim'>, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('claim')
    .set({ taken_at: at })
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Takes down which token was made of it. */
export async function setMade(db: Db, id: Id<'claim'>, token: Id<'token'>): Promise<void> {
  await db.updateTable('claim').set({ made_token_id: token }).where('id', '=', id).execute();
}

/** Takes down that the token which was made of it has been replaced. */
export async function moveMade(db: Db, from: Id<'token'>, to: Id<'token'>): Promise<void> {
  await db
    .updateTable('claim')
    .set({ made_token_id: to })
    .where(within('claim'))
    .where('made_token_id', '=', from)
    .execute();
}

/** Opens the claim that made this token again, for nobody ever saw it; unless the same is promised anew by now. */
export async function reopen(db: Db, token: Id<'token'>): Promise<void> {
  await db
    .updateTable('claim')
    .set({ taken_at: null, made_token_id: null })
    .where(within('claim'))
    .where('made_token_id', '=', token)
    .where(
      sql<boolean>`not exists (select from claim other where other.organization_id = claim.organization_id
        and other.token_id = claim.token_id and other.member_id = claim.member_id
        and other.taken_at is null and other.withdrawn_at is null)`,
    )
    .execute();
}

/** Withdraws what is still promised in this token's place. */
export async function withdrawOf(db: Db, token: Id<'token'>, at: Date): Promise<void> {
  await db
    .updateTable('claim')
    .set({ withdrawn_at: at })
    .where(within('claim'))
    .where('token_id', '=', token)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
}

/** Those of these claims that can be taken at `at`, in the order in which they were made. */
export async function listOpen(db: Db, ids: readonly Id<'claim'>[], at: Date): Promise<Claim[]> {
  return db
    .selectFrom('claim')
    .selectAll()
    .where(within('claim'))
    .where('id', 'in', ids)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** Nobody can take what was promised for this bot any more. */
export async function withdrawAllOf(db: Db, bot: Id<'bot'>, at: Date): Promise<void> {
  await db
    .updateTable('claim')
    .set({ withdrawn_at: at })
    .where(within('claim'))
    .where('bot_id', '=', bot)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute();
}

/** How many tokens of this bot wait at `at` for somebody to take them, because they could not be shown when asked for. */
export async function countHandedOver(db: Db, bot: Id<'bot'>, at: Date): Promise<number> {
  const { count } = await db
    .selectFrom('claim')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where(within('claim'))
    .where('bot_id', '=', bot)
    .where('reason', '=', 'hand-over')
    .where('terms', 'is not', null)
    .where('taken_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What this person was promised and can take at `at`, the oldest first; not what a reminder holds out. */
export async function listPromised(
  db: Db,
  member: Id<'member'>,
  at: Date,
  limit: number,
): Promise<(Pick<Claim, 'id' | 'expires_at'> & { username: string })[]> {
  return db
    .selectFrom('claim')
    .innerJoin('bot', (join) =>
      join.onRef('bot.organization_id', '=', 'claim.organization_id').onRef('bot.id', '=', 'claim.bot_id'),
    )
    .select(['claim.id', 'claim.expires_at', 'bot.username'])
    .where(within('claim'))
    .where('claim.member_id', '=', member)
    .where('claim.reason', '!=', 'reminder')
    .where('claim.taken_at', 'is', null)
    .where('claim.withdrawn_at', 'is', null)
    .where('claim.expires_at', '>', at)
    .where('bot.deleted_at', 'is', null)
    .orderBy('claim.created_at')
    .orderBy('claim.id')
    .limit(limit)
    .execute();
}
