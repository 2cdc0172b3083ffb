import { type Insertable, type Selectable, sql } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Role } from '../core/scopes.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';
import { within } from './within.ts';

type SessionRow = Selectable<Tables['session']>;

/** A person's sign-in, and who they are now. */
export interface Session extends SessionRow {
  name: string;
  role: Role;
  time_zone: string;
  is_deactivated: boolean;
  slack_user_id: string | null;
  /** When the workspace was last asked who they are. */
  checked_at: Date;
}

export async function insert(db: Db, session: Insertable<Tables['session']>): Promise<void> {
  await db.insertInto('session').values(session).execute();
}

const sessions = (db: Db) =>
  db
    .selectFrom('session')
    .innerJoin('member', (join) =>
      join
        .onRef('member.organization_id', '=', 'session.organization_id')
        .onRef('member.id', '=', 'session.member_id'),
    )
    .selectAll('session')
    .select([
      'member.name',
      'member.role',
      'member.time_zone',
      'member.is_deactivated',
      'member.slack_user_id',
      'member.checked_at',
    ]);

/** In the organization that whoever presents it says: it is signed. */
export async function find(
  across: Db,
  { organization, id }: { organization: Id<'organization'>; id: Id<'session'> },
): Promise<Session | undefined> {
  return sessions(across)
    .where('session.organization_id', '=', organization)
    .where('session.id', '=', id)
    .executeTakeFirst();
}

/** Locked until the transaction is over. */
export async function lock(db: Db, id: Id<'session'>): Promise<Session | undefined> {
  return sessions(db)
    .where(within('session'))
    .where('session.id', '=', id)
    .forUpdate('session')
    .executeTakeFirst();
}

interface Wanted {
  /** Those that live then. */
  at: Date;
  member?: Id<'member'> | undefined;
  /** A part of the id. */
  part?: string | undefined;
}

/** Newest first. */
export async function list(
  db: Db,
  wanted: Wanted & { limit: number; after?: { createdAt: Date; id: string } | undefined },
): Promise<Session[]> {
  let query = living(sessions(db), wanted);
  const { after } = wanted;
  if (after)
    query = query.where(
      sql<boolean>`(session.created_at, session.id) < (${after.createdAt}, ${after.id}::uuid)`,
    );
  return query
    .orderBy('session.created_at', 'desc')
    .orderBy('session.id', 'desc')
    .limit(wanted.limit)
    .execute();
}

export async function count(db: Db, wanted: Wanted): Promise<number> {
  const { total } = await living(sessions(db), wanted)
    .clearSelect()
    .select((select) => select.fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

function living(all: ReturnType<typeof sessions>, { at, member, part }: Wanted) {
  let query = all
    .where(within('session'))
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', at);
  if (member !== undefined) query = query.where('session.member_id', '=', member);
  if (part !== undefined) query = query.where(sql<boolean>`strpos(session.id::text, ${part}) > 0`);
  return query;
}

/** Its next refresh token is the one that counts from now on. */
export async function refresh(
  db: Db,
  id: Id<'session'>,
  to: { at: Date; address: string | null; expiresAt: Date },
): Promise<void> {
  await db
    .updateTable('session')
    .set({
      generation: sql`generation + 1`,
      refreshed_at: to.at,
      address: to.address,
      expires_at: to.expiresAt,
    })
    .where(within('session'))
    .where('id', '=', id)
    .execute();
}

export async function revoke(db: Db, id: Id<'session'>, at: Date): Promise<void> {
  await db
    .updateTable('session')
    .set({ revoked_at: at })
    .where(within('session'))
    .where('id', '=', id)
    .execute();
}

/** Forgets those that were over before. */
export async function forgetOld(across: Db, before: Date): Promise<void> {
  await across.deleteFrom('session').where('expires_at', '<', before).execute();
}
