import { hashOf } from '../api/caller.ts';
import * as apps from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import { lockUntilCommit } from '../store/lock.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';
import { putBot } from './bot.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type AppSecrets, type Entry, refuseGone, updateEntry } from './registry.ts';
import { PERSON_SCOPES } from './scopes.ts';
import { newAppSecrets, newEntry } from './secrets.ts';

/** What the app needs to know of itself, as if it had been copied from Slack's own settings page. */
export interface Installation {
  appId: string;
  teamId: string;
  botUserId: string;
  botToken: string;
  userToken: string;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
}

/**
 * Installs the workspace's own app: makes the workspace match the manifest and the registry. The registry is written
 * before the hashes are committed: whoever is killed in between finds, on the next start, secrets without hashes, and
 * this makes the hashes again.
 */
export async function install(
  workspace: Workspace,
  source: unknown,
  requestUrl: string | null,
): Promise<Installation> {
  const manifest = readManifest(source, requestUrl);
  const { installation, revoked } = await workspace.db.transaction().execute(async (db) => {
    // All workspaces of a database share one registry file, so they write it one after the other.
    await lockUntilCommit(db, workspace.place.registryPath);
    const own = await apps.own(db);
    const { entry, secrets } = await settleEntry(workspace, own);
    await settleApp(workspace, db, { own, secrets, id: entry.appId, manifest, source, requestUrl });
    const app = { id: entry.appId, bot_user_id: own?.bot_user_id ?? null, manifest };
    const botUserId = await putOwnBot(workspace, db, app);
    const others = await settleTokens(workspace, db, { entry, manifest, botUserId });
    return { installation: installationOf(entry, secrets, botUserId), revoked: others };
  });
  endStreams(workspace, revoked);
  workspace.signingSecrets.set(installation.appId, installation.signingSecret);
  await announceApps(workspace);
  return installation;
}

/** The workspace's own bot is in every public channel, so that there is something to try out. */
export async function putOwnBot(
  workspace: Workspace,
  db: Database,
  app: Parameters<typeof putBot>[2],
): Promise<string> {
  const botUserId = await putBot(workspace, db, app);
  await channelMembers.add(db, await channels.publicIds(db), [botUserId], workspace.clock.now());
  return botUserId;
}

/** What is not for the app to know of an entry is left out. */
function installationOf(
  { botToken, userToken, signingSecret, appId, teamId }: Entry,
  { clientId, clientSecret }: AppSecrets,
  botUserId: string,
): Installation {
  return { botToken, userToken, signingSecret, appId, teamId, botUserId, clientId, clientSecret };
}

/** The entry that is there, or new secrets; the app and workspace it names are always the database's own. */
async function settleEntry(
  { random, team, place }: Workspace,
  own: apps.KnownApp | undefined,
): Promise<{ entry: Entry; secrets: AppSecrets }> {
  const fresh = newEntry(random, team.id);
  const made = newAppSecrets(random);
  let secrets = made;
  const entry = await updateEntry(place.registryPath, place.cloneId, (found) => {
    refuseGone(place, found);
    const settled = { ...fresh, ...found, appId: own?.id ?? found?.appId ?? fresh.appId, teamId: team.id };
    const clientId = own?.client_id ?? made.clientId;
    const { signingSecret } = settled;
    secrets = { ...made, clientId, ...settled.apps?.[settled.appId], signingSecret };
    return { ...settled, apps: { ...settled.apps, [settled.appId]: secrets } };
  });
  return { entry, secrets };
}

/** The app itself, with its name and secret as a client of OAuth. */
async function settleApp(
  { clock }: Workspace,
  db: Database,
  {
    own,
    secrets,
    requestUrl,
    ...app
  }: {
    own: apps.KnownApp | undefined;
    secrets: AppSecrets;
    id: string;
    manifest: Manifest;
    source: unknown;
    requestUrl: string | null;
  },
): Promise<void> {
  const change = { ...app, request_url: requestUrl };
  const client = { client_id: secrets.clientId, client_secret_hash: hashOf(secrets.clientSecret) };
  if (!own) return apps.insert(db, { ...change, ...client, is_own: true, created_at: clock.now() });
  await apps.change(db, change);
  await apps.setClient(db, app.id, client);
}

/** What the parts of an installation agree on. */
interface Settled {
  entry: Entry;
  manifest: Manifest;
  botUserId: string;
}

/** Whoever listens with a token that was revoked hears no more. */
export function endStreams({ events }: Workspace, revoked: Buffer[]): void {
  for (const hash of revoked) events.endOf(hash.toString('hex'));
}

/**
 * After this, the two tokens of the registry are the app's only ones, but for what people allowed by OAuth since the pair
 * is what it is. Answers the hashes of those that it revoked.
 */
export async function settleTokens(
  { clock, team }: Workspace,
  db: Database,
  { entry, manifest, botUserId }: Settled,
): Promise<Buffer[]> {
  const now = clock.now();
  const [admin] = await members.people(db);
  if (!admin) throw new Error(`The workspace ${team.name} has nobody in it.`);
  const bot = hashOf(entry.botToken);
  const user = hashOf(entry.userToken);
  const common = { app_id: entry.appId, created_at: now, expires_at: null, revoked_at: null };
  const granted = (await tokens.find(db, bot)) === undefined;
  const revoked = await tokens.revokeOthers(db, entry.appId, [bot, user], { now, granted });
  await tokens.upsert(db, {
    ...common,
    hash: bot,
    kind: 'bot',
    member_id: botUserId,
    scopes: manifest.botScopes,
  });
  const scopes = [...new Set([...PERSON_SCOPES, ...manifest.userScopes])];
  await tokens.upsert(db, { ...common, hash: user, kind: 'user', member_id: admin.id, scopes });
  await settleConfigToken(db, { entry, memberId: admin.id, now });
  return revoked;
}

/** Belongs to a person and to no app: with it they make and change apps. */
async function settleConfigToken(
  db: Database,
  { entry, memberId, now }: { entry: Entry; memberId: string; now: Date },
): Promise<void> {
  if (entry.configToken === undefined) return;
  await tokens.upsert(db, {
    hash: hashOf(entry.configToken),
    kind: 'config',
    member_id: memberId,
    app_id: null,
    scopes: ['app_configurations:read', 'app_configurations:write'],
    created_at: now,
    expires_at: null,
    revoked_at: null,
  });
}
