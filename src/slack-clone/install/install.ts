import { hashOf } from '../api/caller.ts';
import { hex, newBotToken, newId, newUserToken, repeatable } from '../ids.ts';
import * as apps from '../store/apps.ts';
import * as channelMembers from '../store/channel-members.ts';
import * as channels from '../store/channels.ts';
import * as members from '../store/members.ts';
import { lockUntilCommit } from '../store/lock.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import type { Workspace } from '../workspace.ts';
import { slashCommands } from './commands.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Entry, readEntry, updateEntry } from './registry.ts';
import { PERSON_SCOPES } from './scopes.ts';

/** What the app needs to know of itself, as if it had been copied from Slack's own settings page. */
export interface Installation {
  appId: string;
  teamId: string;
  botUserId: string;
  botToken: string;
  userToken: string;
  signingSecret: string;
}

/** Which entry of which file the secrets are in. */
export interface Place {
  cloneId: string;
  registryPath: string;
}

/**
 * Makes the workspace match the manifest and the registry. The registry is written before the hashes are committed:
 * whoever is killed in between finds, on the next start, secrets without hashes, and this makes the hashes again.
 */
export async function install(
  workspace: Workspace,
  place: Place,
  rawManifest: unknown,
  requestUrl: string,
): Promise<Installation> {
  const manifest = readManifest(rawManifest, requestUrl);
  const { installation, revoked } = await workspace.db.transaction().execute(async (db) => {
    // All workspaces of a database share one registry file, so they write it one after the other.
    await lockUntilCommit(db, place.registryPath);
    const [installed] = await apps.all(db);
    const entry = await settleEntry(workspace, place, installed?.id);
    const botUserId = installed?.bot_user_id ?? newId('U', repeatable(`${entry.appId} bot user`));
    const botId = installed?.bot_id ?? newId('B', repeatable(`${entry.appId} bot`));
    await upsertApp(workspace, db, { entry, manifest, botUserId, botId });
    const others = await settleTokens(workspace, db, { entry, manifest, botUserId });
    return { installation: installationOf(entry, botUserId), revoked: others };
  });
  endStreams(workspace, revoked);
  workspace.signingSecrets.set(installation.appId, installation.signingSecret);
  await announceCommands(workspace);
  return installation;
}

/** The entry that is there, or new secrets; the app and workspace it names are always the database's own. */
async function settleEntry(workspace: Workspace, place: Place, appId: string | undefined): Promise<Entry> {
  const { random, team } = workspace;
  const found = await readEntry(place.registryPath, place.cloneId);
  const secrets = {
    botToken: found?.botToken ?? newBotToken(random),
    userToken: found?.userToken ?? newUserToken(random),
    signingSecret: found?.signingSecret ?? hex(16, random),
    appId: appId ?? found?.appId ?? newId('A', random),
    teamId: team.id,
  };
  if (found?.appId === secrets.appId && found.teamId === secrets.teamId) return found;
  return updateEntry(place.registryPath, place.cloneId, (before) => ({ ...before, ...secrets }));
}

/** What the parts of an installation agree on. */
interface Settled {
  entry: Entry;
  manifest: Manifest;
  botUserId: string;
}

/** The app, its bot user, and the bot's place in every public channel. */
async function upsertApp(
  { clock }: Workspace,
  db: Database,
  { entry, manifest, botUserId, botId }: Settled & { botId: string },
): Promise<void> {
  const now = clock.now();
  const name = await freeName(db, manifest.botName, botUserId);
  await members.upsertBot(db, {
    id: botUserId,
    name,
    real_name: manifest.name,
    tz: 'UTC',
    bot_id: botId,
    app_id: entry.appId,
    created_at: now,
  });
  await apps.upsert(db, { id: entry.appId, bot_user_id: botUserId, manifest, installed_at: now });
  await channelMembers.add(db, await channels.publicIds(db), [botUserId], now);
}

/** What is not for the app to know of an entry is left out. */
export function installationOf(entry: Entry, botUserId: string): Installation {
  const { appId, teamId, botToken, userToken, signingSecret } = entry;
  return { appId, teamId, botUserId, botToken, userToken, signingSecret };
}

/** Whoever listens with a token that was revoked hears no more. */
export function endStreams({ events }: Workspace, revoked: Buffer[]): void {
  for (const hash of revoked) events.endOf(hash.toString('hex'));
}

/** After this, the two tokens of the registry are the app's only ones. Answers the hashes of those that it revoked. */
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
  const revoked = await tokens.revokeOthers(db, entry.appId, [bot, user], now);
  await tokens.upsert(db, {
    ...common,
    hash: bot,
    kind: 'bot',
    member_id: botUserId,
    scopes: manifest.botScopes,
  });
  const scopes = [...new Set([...PERSON_SCOPES, ...manifest.userScopes])];
  await tokens.upsert(db, { ...common, hash: user, kind: 'user', member_id: admin.id, scopes });
  return revoked;
}

/** Somebody may be called as the bot wants to be; then a part of its id makes the difference, the same each time. */
async function freeName(db: Database, wanted: string, botUserId: string): Promise<string> {
  const name = wanted.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '_');
  const holder = await members.findByName(db, name);
  return holder && holder.id !== botUserId ? `${name}-${botUserId.slice(-4).toLowerCase()}` : name;
}

/** Windows that are open learn the new commands without a reload. */
async function announceCommands({ db, events }: Workspace): Promise<void> {
  const people = (await members.people(db)).map((person) => person.id);
  events.tell(people, { type: 'commands_changed', commands: slashCommands(await apps.all(db)) });
}
