import type { Insertable } from 'kysely';
import { prepared } from './prepared.ts';
import type { Database, Tables } from './schema.ts';

/** What a bearer is, with what decides whether it may still act. */
export interface Bearer {
  kind: Tables['token']['kind'];
  member_id: string;
  app_id: string | null;
  bot_id: string | null;
  name: string;
  is_admin: boolean;
  is_owner: boolean;
  is_restricted: boolean;
  is_ultra_restricted: boolean;
  scopes: string[];
  expires_at: Date | null;
  revoked_at: Date | null;
  deleted: boolean;
}

/** One look-up by the primary key. */
export async function find(db: Database, hash: Buffer): Promise<Bearer | undefined> {
  const [bearer] = await finding(db, { hash });
  return bearer;
}

const finding = prepared<{ hash: Buffer }, Bearer>((db, value) =>
  db
    .selectFrom('token')
    .innerJoin('member', 'member.id', 'token.member_id')
    .select(['token.kind', 'token.member_id', 'token.app_id', 'member.bot_id', 'member.name', 'token.scopes'])
    .select(['token.expires_at', 'token.revoked_at', 'member.deleted', 'member.is_admin', 'member.is_owner'])
    .select(['member.is_restricted', 'member.is_ultra_restricted'])
    .where('token.hash', '=', value('hash')),
);

/** Makes the row say what the registry says, whatever it said before. */
export async function upsert(db: Database, token: Insertable<Tables['token']>): Promise<void> {
  const { member_id, app_id, scopes } = token;
  await db
    .insertInto('token')
    .values(token)
    .onConflict((conflict) =>
      conflict.column('hash').doUpdateSet({ member_id, app_id, scopes, revoked_at: null }),
    )
    .execute();
}

/**
 * Revokes what the app was given before, but for those the registry names now. Answers the hashes of those that it
 * revoked. @param how.granted whether what people allowed goes too
 */
export async function revokeOthers(
  db: Database,
  appId: string,
  keep: Buffer[],
  how: { now: Date; granted: boolean },
): Promise<Buffer[]> {
  const rows = await db
    .updateTable('token')
    .set({ revoked_at: how.now })
    .where('app_id', '=', appId)
    .where('kind', 'in', ['bot', 'user'])
    .where('hash', 'not in', keep)
    .where('revoked_at', 'is', null)
    .$if(!how.granted, (query) => query.where('granted_by', 'is', null))
    .returning('hash')
    .execute();
  return rows.map(({ hash }) => hash);
}

/** Revoking twice keeps it revoked. */
export async function revoke(db: Database, hash: Buffer, now: Date): Promise<void> {
  await db.updateTable('token').set({ revoked_at: now }).where('hash', '=', hash).execute();
}

/** All that a person holds, in whatever client or app. */
export async function revokeOf(db: Database, memberId: string, now: Date): Promise<void> {
  await db
    .updateTable('token')
    .set({ revoked_at: now })
    .where('member_id', '=', memberId)
    // An app's own tokens do not go with whoever made them.
    .where('kind', '<>', 'app')
    .where('revoked_at', 'is', null)
    .execute();
}

/** A person's client signs in anew each time, so its tokens would pile up. */
export async function forgetEnded(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('token').where('app_id', 'is', null).where('expires_at', '<', before).execute();
}

/** Whose token of which kind: an app's bot has it, or an app has a person's. */
export interface Holder {
  app_id: string;
  kind: 'bot' | 'user';
  member_id: string;
}

/** What people allowed so far; empty if nothing of it is live. */
export async function grantedScopes(db: Database, { app_id, kind, member_id }: Holder): Promise<string[]> {
  const live = await db
    .selectFrom('token')
    .select('scopes')
    .where('app_id', '=', app_id)
    .where('kind', '=', kind)
    .where('member_id', '=', member_id)
    .where('granted_by', 'is not', null)
    .where('revoked_at', 'is', null)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  return live?.scopes ?? [];
}

/** All live tokens that people allowed one holder may do the same: in Slack, they are one. The registry's stay as they are. */
export async function widen(
  db: Database,
  { app_id, kind, member_id }: Holder,
  scopes: string[],
): Promise<void> {
  await db
    .updateTable('token')
    .set({ scopes })
    .where('app_id', '=', app_id)
    .where('kind', '=', kind)
    .where('member_id', '=', member_id)
    .where('granted_by', 'is not', null)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Ends what an app holds of these kinds; tells whose tokens they were. */
export async function revokeOfApp(
  db: Database,
  appId: string,
  kinds: Tables['token']['kind'][],
  now: Date,
): Promise<{ kind: Tables['token']['kind']; member_id: string }[]> {
  return db
    .updateTable('token')
    .set({ revoked_at: now })
    .where('app_id', '=', appId)
    .where('kind', 'in', kinds)
    .where('revoked_at', 'is', null)
    .returning(['kind', 'member_id'])
    .execute();
}

/** Whether an app can still do anything here. */
export async function anyLive(db: Database, appId: string): Promise<boolean> {
  const live = await db
    .selectFrom('token')
    .select('hash')
    .where('app_id', '=', appId)
    .where('kind', 'in', ['bot', 'user'])
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return live !== undefined;
}
