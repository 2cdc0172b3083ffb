import { SlackError } from '../api/error.ts';
import { answersChallenge } from '../interactions/verify-url.ts';
import * as apps from '../store/apps.ts';
import type { KnownApp } from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';
import { putBot } from './bot.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { faultsOf, type ManifestFault } from './manifest-rules.ts';
import { type AppSecrets, updateEntry } from './registry.ts';
import { keepAppToken, withAppToken } from './secrets.ts';
import { uninstall } from './uninstall.ts';

/** Slack's own answer to a manifest that it does not take. */
export function invalidManifest(errors: ManifestFault[]): SlackError {
  return new SlackError('invalid_manifest', { errors });
}

/** @throws invalid_app_id */
export async function knownApp({ db }: Workspace, id: string): Promise<KnownApp> {
  const app = /^A[0-9A-Z]+$/.test(id) ? await apps.known(db, id) : undefined;
  if (!app) throw new SlackError('invalid_app_id');
  return app;
}

/**
 * Another manifest for an app: commands, addresses and events change at once, scopes with the next install. Gives
 * whether that is needed. @throws invalid_manifest, also when nobody answers at a new address for events, or
 * invalid_app_id when the app was deleted meanwhile
 */
export async function updateApp(workspace: Workspace, app: KnownApp, source: unknown): Promise<boolean> {
  const faults = faultsOf(source, app.request_url !== null);
  if (faults.length > 0) throw invalidManifest(faults);
  const manifest = readManifest(source, app.request_url);
  await demandAnswer(workspace, app, manifest);
  const { id, request_url } = app;
  await workspace.db.transaction().execute(async (db) => {
    await lockUntilCommit(db, workspace.place.registryPath);
    await lockUntilCommit(db, `install ${id}`);
    // While the app answered the challenge, it may have been taken out of the workspace, or away.
    const now = await apps.known(db, id);
    if (!now) throw new SlackError('invalid_app_id');
    await apps.change(db, { id, manifest, source, request_url });
    if (now.installed_at && now.bot_user_id !== null) await putBot(workspace, db, { ...now, manifest });
    if (manifest.socketMode) await settleAppToken(workspace, db, id);
  });
  if (!manifest.socketMode) workspace.sockets.endOf(id);
  await announceApps(workspace);
  return scopesOf(manifest) !== scopesOf(app.manifest);
}

function scopesOf({ botScopes, userScopes }: Manifest): string {
  return [botScopes, userScopes].map((scopes) => scopes.toSorted().join()).join(' ');
}

/** @throws no_permission for the workspace's own app, which would come back with the next start */
export async function deleteApp(workspace: Workspace, app: KnownApp): Promise<void> {
  const { db, clock, place, signingSecrets } = workspace;
  if (app.is_own) throw new SlackError('no_permission');
  await uninstall(workspace, app.id);
  await db.transaction().execute(async (transaction) => {
    await lockUntilCommit(transaction, place.registryPath);
    await tokens.revokeOfApp(transaction, app.id, ['app'], clock.now());
    await apps.setDeleted(transaction, app.id, clock.now());
    await changeSecrets(workspace, (secrets) =>
      Object.fromEntries(Object.entries(secrets).filter(([id]) => id !== app.id)),
    );
  });
  signingSecrets.delete(app.id);
  workspace.sockets.endOf(app.id);
  await announceApps(workspace);
}

/** An app that is reached by HTTP must be there before it is told anything. */
async function demandAnswer(workspace: Workspace, app: KnownApp, manifest: Manifest): Promise<void> {
  const { eventsUrl: url } = manifest;
  const secret = workspace.signingSecrets.get(app.id);
  if (url === null || url === app.manifest.eventsUrl || secret === undefined) return;
  if (await answersChallenge(workspace, { url, secret })) return;
  throw invalidManifest([
    {
      message: 'Your URL didn’t respond with the value of the challenge parameter.',
      pointer: '/settings/event_subscriptions/request_url',
    },
  ]);
}

/** Socket Mode that was off till now: from here on there is a token that opens sockets. */
async function settleAppToken(workspace: Workspace, db: Database, appId: string): Promise<void> {
  const { random, clock } = workspace;
  const secrets = (
    await changeSecrets(workspace, (all) => {
      const own = all[appId];
      return own ? { ...all, [appId]: withAppToken(appId, own, random) } : all;
    })
  )[appId];
  const [admin] = await members.people(db);
  if (secrets?.appToken === undefined || !admin) return;
  await keepAppToken(db, { appId, memberId: admin.id, appToken: secrets.appToken, now: clock.now() });
}

/** What the registry says of apps, and nothing else of it. */
async function changeSecrets(
  { place }: Workspace,
  change: (apps: Record<string, AppSecrets>) => Record<string, AppSecrets>,
): Promise<Record<string, AppSecrets>> {
  const entry = await updateEntry(place.registryPath, place.cloneId, (found) => {
    if (!found) throw new Error(`${place.registryPath} has lost this workspace. Start it again.`);
    return { ...found, apps: change(found.apps ?? {}) };
  });
  return entry.apps ?? {};
}
