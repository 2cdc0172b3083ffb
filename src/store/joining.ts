import { sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Db } from './database.ts';
import { find, type Member } from './members.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

/** Every column that says who of the members: a test holds this list against the foreign keys that there are. */
export const POINTERS = [
  ['bot', 'owner_id'],
  ['bot', 'backup_owner_id'],
  ['bot', 'offered_to_id'],
  ['token', 'created_by_member'],
  ['claim', 'member_id'],
  ['approval', 'requester_id'],
  ['approval', 'answered_by'],
  ['notice', 'member_id'],
  ['webhook_replay', 'asked_by'],
  ['session', 'member_id'],
  ['matrix_direct', 'member_id'],
  ['matrix_prompt', 'member_id'],
  ['link_code', 'member_id'],
  ['link_try', 'member_id'],
] as const satisfies readonly (readonly [keyof Tables, string])[];

interface Two {
  /** Who goes. */
  from: Id<'member'>;
  to: Id<'member'>;
}

/**
 * Makes one member of two: all that is of `from` is of `to`, who is known by the Matrix user id of `from` as well, and
 * `from` is there no more. What the audit log says of `from` stays as it is sealed.
 */
export async function join(db: Db, two: Two): Promise<Member> {
  const { from, to } = two;
  // Nothing more becomes theirs, and what is becoming theirs is waited for.
  const gone = await db
    .selectFrom('member')
    .selectAll()
    .where('id', '=', from)
    .forUpdate()
    .executeTakeFirst();
  if (!gone) throw new Error('nobody to be joined');
  await withdrawTwice(db, two);
  for (const table of ['link_code', 'link_try'] as const)
    await db.deleteFrom(table).where(within(table)).where('member_id', '=', from).execute();
  for (const [table, column] of POINTERS)
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${to}
      where ${within(table)} and ${sql.ref(column)} = ${from}`.execute(db);
  await settleBots(db, to);
  await db.deleteFrom('member').where('id', '=', from).execute();
  await sql`
    update member set matrix_user_id = ${gone.matrix_user_id},
      -- On a homeserver only the operator makes an admin, of whom either id can be named.
      workspace_role = case when ${gone.workspace_role} = 'admin' then 'admin' else workspace_role end
    where ${within('member')} and id = ${to}`.execute(db);
  const joined = await find(db, to);
  if (!joined) throw new Error('nobody to be joined with');
  return joined;
}

/** Of two promises in the place of one token, to somebody who is one now, one stays. */
async function withdrawTwice(db: Db, { from, to }: Two): Promise<void> {
  await sql`
    update claim set withdrawn_at = claim.created_at
    from claim other
    where ${within('claim')} and claim.member_id = ${from} and claim.taken_at is null and claim.withdrawn_at is null
      and other.organization_id = claim.organization_id and other.token_id = claim.token_id
      and other.member_id = ${to} and other.taken_at is null and other.withdrawn_at is null`.execute(db);
}

/** Nobody is their own backup, and nothing is offered to whoever has it. */
async function settleBots(db: Db, owner: Id<'member'>): Promise<void> {
  await sql`
    update bot set backup_owner_id = case when backup_owner_id = owner_id then null else backup_owner_id end,
      offered_to_id = case when offered_to_id = owner_id then null else offered_to_id end,
      offer_ends_at = case when offered_to_id = owner_id then null else offer_ends_at end
    where ${within('bot')} and owner_id = ${owner} and (backup_owner_id = owner_id or offered_to_id = owner_id)`.execute(
    db,
  );
}
