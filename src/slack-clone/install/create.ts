import { hashOf } from '../api/caller.ts';
import { newId } from '../ids.ts';
import * as apps from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Database } from '../store/schema.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type AppSecrets, refuseGone, updateEntry } from './registry.ts';
import { keepAppToken, newAppSecrets, newEntry, withAppToken } from './secrets.ts';

/** An app that is there and not installed. Its secrets are in the registry too. */
export interface CreatedApp {
  appId: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  /** There when its manifest has Socket Mode on. */
  appToken?: string | undefined;
}

export interface Creating {
  /** Where the app listens, for every address that the manifest leaves out. */
  requestUrl?: string;
  /** The same app, as it was made in another workspace: it gets the same ids and secrets. */
  same?: CreatedApp;
}

/** What is not written yet of an app that is being made. */
interface Draft {
  id: string;
  secrets: AppSecrets;
  manifest: Manifest;
  source: unknown;
  requestUrl: string | null;
}

/** @param source the manifest as it was given */
export async function createApp(
  workspace: Workspace,
  source: unknown,
  { requestUrl, same }: Creating = {},
): Promise<CreatedApp> {
  const { random } = workspace;
  const manifest = readManifest(source, requestUrl ?? null);
  const id = same?.appId ?? newId('A', random);
  const made = same ? secretsOf(same) : newAppSecrets(random);
  const secrets = manifest.socketMode ? withAppToken(id, made, random) : made;
  await workspace.db.transaction().execute(async (db) => {
    await lockUntilCommit(db, workspace.place.registryPath);
    await insert(workspace, db, { id, secrets, manifest, source, requestUrl: requestUrl ?? null });
    await enter(workspace, id, secrets);
  });
  workspace.signingSecrets.set(id, secrets.signingSecret);
  await announceApps(workspace);
  return { appId: id, ...secrets };
}

async function insert(
  { clock, team }: Workspace,
  db: Database,
  { id, secrets, manifest, source, requestUrl }: Draft,
): Promise<void> {
  const now = clock.now();
  await apps.insert(db, {
    id,
    manifest,
    source,
    request_url: requestUrl,
    client_id: secrets.clientId,
    client_secret_hash: hashOf(secrets.clientSecret),
    created_at: now,
    is_own: false,
  });
  const { appToken } = secrets;
  if (appToken === undefined) return;
  const [admin] = await members.people(db);
  if (!admin) throw new Error(`The workspace ${team.name} has nobody in it.`);
  await keepAppToken(db, { appId: id, memberId: admin.id, appToken, now });
}

/** Before the rows are committed: who is killed in between has secrets that nothing knows, and makes the app again. */
async function enter({ place, random, team }: Workspace, id: string, secrets: AppSecrets): Promise<void> {
  await updateEntry(place.registryPath, place.cloneId, (found) => {
    refuseGone(place, found);
    const entry = found ?? newEntry(random, team.id);
    return { ...entry, apps: { ...entry.apps, [id]: secrets } };
  });
}

function secretsOf({ clientId, clientSecret, signingSecret, appToken }: CreatedApp): AppSecrets {
  return { clientId, clientSecret, signingSecret, ...(appToken !== undefined && { appToken }) };
}
