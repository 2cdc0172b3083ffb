import type { Selectable } from 'kysely';
import type { Manifest } from '../install/manifest.ts';
import type { Database, Tables } from './schema.ts';

/** An app with the bot it acts as. */
export type AppRow = Selectable<Tables['app']> & { bot_id: string };

/** A manifest that changed takes the place of the one before. */
export async function upsert(
  db: Database,
  app: { id: string; bot_user_id: string; manifest: Manifest; installed_at: Date },
): Promise<void> {
  const manifest = JSON.stringify(app.manifest);
  await db
    .insertInto('app')
    .values({ ...app, manifest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ manifest, installed_at: app.installed_at }))
    .execute();
}

export async function all(db: Database): Promise<AppRow[]> {
  return db
    .selectFrom('app')
    .innerJoin('member', 'member.id', 'app.bot_user_id')
    .selectAll('app')
    .select((row) => row.ref('member.bot_id').$notNull().as('bot_id'))
    .orderBy('app.id')
    .execute();
}

/** There are a handful, so the list is read and looked through. */
export async function find(db: Database, id: string): Promise<AppRow | undefined> {
  return (await all(db)).find((app) => app.id === id);
}
