import { type NotNull, type Selectable, sql } from 'kysely';
import type { Manifest } from '../install/manifest.ts';
import type { Database, Tables } from './schema.ts';

/** An app, installed or not. */
export type KnownApp = Selectable<Tables['app']>;

/** One that is installed, with the bot it acts as. */
export type AppRow = Omit<KnownApp, 'bot_user_id' | 'installed_at'> & {
  bot_user_id: string;
  bot_id: string;
  installed_at: Date;
  /** The scopes that its bot holds: a manifest that changed since asks for others. */
  granted: string[];
};

/** What is written of an app when it is made or changed. */
export interface AppChange {
  id: string;
  manifest: Manifest;
  source: unknown;
  request_url: string | null;
}

/** A new one, not installed yet. @param app.is_own whether it came with the workspace. */
export async function insert(
  db: Database,
  app: AppChange & { client_id: string; client_secret_hash: Buffer; created_at: Date; is_own: boolean },
): Promise<void> {
  await db
    .insertInto('app')
    .values({ ...app, manifest: JSON.stringify(app.manifest), source: JSON.stringify(app.source) })
    .execute();
}

/** A manifest that changed takes the place of the one before. */
export async function change(db: Database, { id, manifest, source, request_url }: AppChange): Promise<void> {
  await db
    .updateTable('app')
    .set({ manifest: JSON.stringify(manifest), source: JSON.stringify(source), request_url })
    .where('id', '=', id)
    .execute();
}

/** By which it is known when it exchanges a code. */
export async function setClient(
  db: Database,
  id: string,
  client: { client_id: string; client_secret_hash: Buffer },
): Promise<void> {
  await db.updateTable('app').set(client).where('id', '=', id).execute();
}

/** @param botUserId null where it has no bot, or keeps the one that it had. */
export async function setInstalled(
  db: Database,
  id: string,
  botUserId: string | null,
  now: Date,
): Promise<void> {
  await db
    .updateTable('app')
    .set({ installed_at: now, ...(botUserId !== null && { bot_user_id: botUserId }) })
    .where('id', '=', id)
    .execute();
}

/** It stays, and can be installed again. */
export async function setUninstalled(db: Database, id: string): Promise<void> {
  await db.updateTable('app').set({ installed_at: null }).where('id', '=', id).execute();
}

/** Nobody finds it any more; its row stays for what it has said. */
export async function setDeleted(db: Database, id: string, now: Date): Promise<void> {
  await db.updateTable('app').set({ deleted_at: now, installed_at: null }).where('id', '=', id).execute();
}

/** All that are installed and have a bot. */
export async function all(db: Database): Promise<AppRow[]> {
  return db
    .selectFrom('app')
    .innerJoin('member', 'member.id', 'app.bot_user_id')
    .selectAll('app')
    .select((row) => row.ref('member.bot_id').$notNull().as('bot_id'))
    .select((row) => {
      const scopes = row
        .selectFrom('token')
        .select(sql`unnest(token.scopes)`.as('scope'))
        .distinct()
        .whereRef('token.app_id', '=', 'app.id')
        .whereRef('token.member_id', '=', 'app.bot_user_id')
        .where('token.kind', '=', 'bot')
        .where('token.revoked_at', 'is', null);
      return sql<string[]>`array(${scopes})`.as('granted');
    })
    .where('app.installed_at', 'is not', null)
    .where('app.deleted_at', 'is', null)
    .orderBy('app.id')
    .$narrowType<{ bot_user_id: NotNull; installed_at: NotNull }>()
    .execute();
}

/** There are a handful, so the list is read and looked through. */
export async function find(db: Database, id: string): Promise<AppRow | undefined> {
  return (await all(db)).find((app) => app.id === id);
}

/** The one that came with the workspace. */
export async function own(db: Database): Promise<KnownApp | undefined> {
  return db.selectFrom('app').selectAll().where('is_own', '=', true).executeTakeFirst();
}

/** Installed or not, but not deleted. */
export async function known(db: Database, id: string): Promise<KnownApp | undefined> {
  return db
    .selectFrom('app')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}

/** All that there are, installed or not. */
export async function everyKnown(db: Database): Promise<KnownApp[]> {
  return db.selectFrom('app').selectAll().where('deleted_at', 'is', null).orderBy('id').execute();
}

/** App id -> the person who allowed it last. One that nobody allowed came with the workspace. */
export async function installers(db: Database): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('token')
    .select(['app_id', 'granted_by'])
    .where('app_id', 'is not', null)
    .where('granted_by', 'is not', null)
    .where('kind', 'in', ['bot', 'user'])
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .$narrowType<{ app_id: NotNull; granted_by: NotNull }>()
    .execute();
  return new Map(rows.map(({ app_id, granted_by }) => [app_id, granted_by]));
}

/** By what stands in the address of its install page. */
export async function byClient(db: Database, clientId: string): Promise<KnownApp | undefined> {
  return db
    .selectFrom('app')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
}
