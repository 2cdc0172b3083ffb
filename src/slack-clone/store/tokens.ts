import type { Insertable } from 'kysely';
import type { Database, Tables } from './schema.ts';

/** What a bearer is, with what decides whether it may still act. */
export interface Bearer {
  kind: 'bot' | 'user';
  member_id: string;
  app_id: string | null;
  bot_id: string | null;
  name: string;
  scopes: string[];
  expires_at: Date | null;
  revoked_at: Date | null;
  deleted: boolean;
}

/** One look-up by the primary key: every call begins with it. */
export async function find(db: Database, hash: Buffer): Promise<Bearer | undefined> {
  return db
    .selectFrom('token')
    .innerJoin('member', 'member.id', 'token.member_id')
    .select(['token.kind', 'token.member_id', 'token.app_id', 'member.bot_id', 'member.name', 'token.scopes'])
    .select(['token.expires_at', 'token.revoked_at', 'member.deleted'])
    .where('token.hash', '=', hash)
    .executeTakeFirst();
}

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

/** Revokes all that the app holds, but for those the registry names now. Answers the hashes of these. */
export async function revokeOthers(
  db: Database,
  appId: string,
  keep: Buffer[],
  now: Date,
): Promise<Buffer[]> {
  const rows = await db
    .updateTable('token')
    .set({ revoked_at: now })
    .where('app_id', '=', appId)
    .where('hash', 'not in', keep)
    .where('revoked_at', 'is', null)
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
    .where('revoked_at', 'is', null)
    .execute();
}

/** A person's client signs in anew each time, so its tokens would pile up. */
export async function forgetEnded(db: Database, before: Date): Promise<void> {
  await db.deleteFrom('token').where('app_id', 'is', null).where('expires_at', '<', before).execute();
}
