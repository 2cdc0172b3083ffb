import { z } from 'zod';
import type { Caller } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { defineMethod } from '../api/method.ts';
import type { CreatedApp, Directory, InstalledTokens } from '../directory.ts';
import { announceApps } from '../install/announce.ts';
import { mayInstall } from '../install/authorize.ts';
import { createApp } from '../install/create.ts';
import { grant } from '../install/exchange.ts';
import { listedApp } from '../install/listing.ts';
import { faultsOf } from '../install/manifest-rules.ts';
import { readManifestText } from '../install/manifest-text.ts';
import { wordsFor } from '../install/scope-words.ts';
import { uninstall } from '../install/uninstall.ts';
import { invalidManifest } from '../install/update.ts';
import * as apps from '../store/apps.ts';
import type { KnownApp } from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as members from '../store/members.ts';
import type { Workspace } from '../workspace.ts';
import { CLIENT } from './client.ts';

/** Everybody sees which apps there are, what they may do and who let them in. */
export const clientApps = defineMethod({
  name: 'client.apps',
  tier: 't3',
  scopes: CLIENT,
  input: z.object({}),
  async run({ workspace: { db } }) {
    const by = await apps.installers(db);
    const listed = (await apps.everyKnown(db)).map((app) => listedApp(app, by.get(app.id)));
    const directory: Omit<Directory, 'ok'> = { apps: listed, scope_words: scopeWords(listed) };
    return { ...directory };
  },
});

const said = (kind: 'bot' | 'user', scopes: string[]) =>
  scopes.map((scope) => [scope, wordsFor(kind, scope) ?? scope] as const);

function scopeWords(listed: Directory['apps']): Record<string, string> {
  return Object.fromEntries(
    listed.flatMap((app) => [...said('user', app.user_scopes), ...said('bot', app.bot_scopes)]),
  );
}

/** As from the app's own settings page: without a code, as there is nobody to send one to. */
export const clientInstall = defineMethod({
  name: 'client.install',
  tier: 't2',
  scopes: CLIENT,
  input: z.object({ app_id: z.string() }),
  async run({ workspace, caller }, { app_id }) {
    const app = await demandApp(workspace, app_id);
    // Its tokens are those of the registry: a second pair would be in nobody's hands to take away.
    if (app.is_own) throw new SlackError('app_not_found');
    const person = await members.find(workspace.db, caller.userId);
    if (!person || !mayInstall(person)) throw new SlackError('access_denied');
    const { botScopes, userScopes } = app.manifest;
    if (botScopes.length + userScopes.length === 0) throw new SlackError('no_scopes');
    const allowed = { member_id: person.id, bot_scopes: botScopes, user_scopes: userScopes };
    const { bot, user } = await workspace.db.transaction().execute(async (db) => {
      await lockUntilCommit(db, `install ${app.id}`);
      return grant(workspace, db, app, allowed);
    });
    await announceApps(workspace);
    const tokens: Omit<InstalledTokens, 'ok'> = {
      ...(bot && { bot_token: bot.token }),
      ...(user && { user_token: user.token }),
    };
    return { ...tokens };
  },
});

/** The app that came with the workspace stays: without it there would be nothing to try out. */
export const clientUninstall = defineMethod({
  name: 'client.uninstall',
  tier: 't2',
  scopes: CLIENT,
  input: z.object({ app_id: z.string() }),
  async run({ workspace, caller }, { app_id }) {
    await demandAdmin(workspace, caller);
    const app = await demandApp(workspace, app_id);
    if (app.is_own || app.installed_at === null) throw new SlackError('app_not_found');
    await uninstall(workspace, app.id);
    return {};
  },
});

/** An app from a manifest as it was pasted. What is wrong is said with where in the text it is. */
export const clientCreateApp = defineMethod({
  name: 'client.createApp',
  tier: 't2',
  scopes: CLIENT,
  input: z.object({ manifest: z.string() }),
  async run({ workspace, caller }, { manifest }) {
    await demandAdmin(workspace, caller);
    const { source, faults, lineOf } = readManifestText(manifest);
    if (faults.length > 0) throw invalidManifest(faults);
    const wrong = faultsOf(source).map((fault) => ({ ...fault, line: lineOf(fault.pointer) }));
    if (wrong.length > 0) throw invalidManifest(wrong);
    const { appId, clientId, clientSecret, signingSecret, appToken } = await createApp(workspace, source);
    const created: Omit<CreatedApp, 'ok'> = {
      app_id: appId,
      client_id: clientId,
      client_secret: clientSecret,
      signing_secret: signingSecret,
      ...(appToken !== undefined && { app_token: appToken }),
    };
    return { ...created };
  },
});

async function demandApp({ db }: Workspace, id: string): Promise<KnownApp> {
  const app = await apps.known(db, id);
  if (!app) throw new SlackError('app_not_found');
  return app;
}

async function demandAdmin({ db }: Workspace, { userId }: Caller): Promise<void> {
  const person = await members.find(db, userId);
  if (!person?.is_admin && !person?.is_owner) throw new SlackError('not_an_admin');
}
