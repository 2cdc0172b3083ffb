import { newId, repeatable } from '../ids.ts';
import * as apps from '../store/apps.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';
import type { Manifest } from './manifest.ts';

/** Makes the app an installed one, as its bot; one that it had before is taken back. Gives the bot user's id. */
export async function putBot(
  { clock }: Workspace,
  db: Database,
  app: { id: string; bot_user_id: string | null; manifest: Manifest },
): Promise<string> {
  const id = app.bot_user_id ?? newId('U', repeatable(`${app.id} bot user`));
  await members.upsertBot(db, {
    id,
    name: await freeName(db, app.manifest.botName, id),
    real_name: app.manifest.name,
    tz: 'UTC',
    bot_id: newId('B', repeatable(`${app.id} bot`)),
    app_id: app.id,
    created_at: clock.now(),
  });
  await apps.setInstalled(db, app.id, id, clock.now());
  return id;
}

/** Somebody may be called as the bot wants to be; then a part of its id makes the difference, the same each time. */
async function freeName(db: Database, wanted: string, botUserId: string): Promise<string> {
  const name = wanted.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '_');
  const holder = await members.findByName(db, name);
  return holder && holder.id !== botUserId ? `${name}-${botUserId.slice(-4).toLowerCase()}` : name;
}
