import { newBotToken, newUserToken, type Random } from '../ids.ts';
import * as apps from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import type { Workspace } from '../workspace.ts';
import { endStreams, settleTokens } from './install.ts';
import { type Entry, type Place, readEntry, updateEntry } from './registry.ts';

/**
 * A fresh pair in the registry. The one before goes on until `settle` makes the fresh one the only one: at once where
 * the workspace runs, else when it starts. So whoever is killed in between has the fresh one, and it works.
 */
export async function renewPair({ registryPath, cloneId }: Place, random: Random): Promise<Entry> {
  return updateEntry(registryPath, cloneId, (before) => {
    if (!before) throw new Error(`${cloneId} is in no registry.`);
    return { ...before, botToken: newBotToken(random), userToken: newUserToken(random) };
  });
}

/** Has the registry's pair be the one that works, whatever was true before. */
export async function settle(workspace: Workspace): Promise<void> {
  const { registryPath, cloneId } = workspace.place;
  const revoked = await workspace.db.transaction().execute(async (db) => {
    await lockUntilCommit(db, registryPath);
    const entry = await readEntry(registryPath, cloneId);
    const app = entry && (await apps.find(db, entry.appId));
    if (!entry || !app) throw new Error(`Nothing is installed in ${cloneId}.`);
    return settleTokens(workspace, db, { entry, manifest: app.manifest, botUserId: app.bot_user_id });
  });
  workspace.audience.forget();
  endStreams(workspace, revoked);
}
