import { newBotToken, newUserToken, type Random } from '../ids.ts';
import * as apps from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';
import { endStreams, putOwnBot, settleTokens } from './install.ts';
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

/**
 * Has the registry's pair be the one that works, whatever was true before: an app that has revoked its own tokens gets
 * its bot back.
 */
export async function settle(workspace: Workspace): Promise<void> {
  const { registryPath, cloneId } = workspace.place;
  const { revoked, isBack } = await workspace.db.transaction().execute(async (db) => {
    await lockUntilCommit(db, registryPath);
    const entry = await readEntry(registryPath, cloneId);
    const own = await apps.own(db);
    if (!entry || !own) throw new Error(`Nothing is installed in ${cloneId}.`);
    await lockUntilCommit(db, `install ${own.id}`);
    const bot = await botOf(db, own.id);
    const botUserId = bot ?? (await putOwnBot(workspace, db, own));
    const others = await settleTokens(workspace, db, { entry, manifest: own.manifest, botUserId });
    return { revoked: others, isBack: bot === undefined };
  });
  workspace.audience.forget();
  endStreams(workspace, revoked);
  if (isBack) await announceApps(workspace);
}

/** Undefined if the app has none that can act. */
async function botOf(db: Database, appId: string): Promise<string | undefined> {
  const app = await apps.find(db, appId);
  const bot = app && (await members.find(db, app.bot_user_id));
  return bot?.deleted === false ? bot.id : undefined;
}
