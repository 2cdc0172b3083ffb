import { timingSafeEqual } from 'node:crypto';
import { hashOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { newBotToken, newUserToken } from '../ids.ts';
import * as apps from '../store/apps.ts';
import type { KnownApp } from '../store/apps.ts';
import { lockUntilCommit } from '../store/lock.ts';
import * as oauthCodes from '../store/oauth-codes.ts';
import type { OauthCode } from '../store/oauth-codes.ts';
import type { Database } from '../store/schema.ts';
import * as tokens from '../store/tokens.ts';
import type { Workspace } from '../workspace.ts';
import { announceApps } from './announce.ts';
import { findClient, isAllowed } from './authorize.ts';
import { putBot } from './bot.ts';

export interface Exchange {
  client_id: string;
  client_secret: string;
  code: string;
  redirect_uri?: string | undefined;
}

/** What an app is given; `bot` or `user` is null where it asked for nothing. */
export interface Granted {
  app: KnownApp;
  authedUser: string;
  bot: { userId: string; token: string; scopes: string[] } | null;
  user: { token: string; scopes: string[] } | null;
}

/** Installs the app with what the person has allowed. @throws see `demandClient` and `findCode` */
export async function exchange(workspace: Workspace, given: Exchange): Promise<Granted> {
  const app = await demandClient(workspace, given);
  const code = await findCode(workspace, app, given);
  const granted = await workspace.db.transaction().execute(async (db) => {
    // Of two codes of one app, each adds to what the other was granted.
    await lockUntilCommit(db, `install ${app.id}`);
    if (!(await oauthCodes.use(db, code.hash, workspace.clock.now())))
      throw new SlackError('code_already_used');
    return grant(workspace, db, app, code);
  });
  await announceApps(workspace);
  return granted;
}

/** @throws invalid_client_id or bad_client_secret */
export async function demandClient(
  workspace: Workspace,
  { client_id, client_secret }: { client_id: string; client_secret: string },
): Promise<KnownApp> {
  const app = await findClient(workspace, client_id);
  const known = app.client_secret_hash;
  if (known === null || !timingSafeEqual(hashOf(client_secret), known))
    throw new SlackError('bad_client_secret');
  return app;
}

/** @throws invalid_code, also for what is another app's or too old, code_already_used or bad_redirect_uri */
async function findCode(
  { db, clock }: Workspace,
  app: KnownApp,
  { code, redirect_uri }: Exchange,
): Promise<OauthCode> {
  const found = await oauthCodes.find(db, hashOf(code));
  if (found?.app_id !== app.id) throw new SlackError('invalid_code');
  if (found.used_at) throw new SlackError('code_already_used');
  if (found.expires_at <= clock.now()) throw new SlackError('invalid_code');
  const matches =
    found.redirect_uri === null
      ? redirect_uri === undefined || isAllowed(redirect_uri, app.manifest.redirectUrls)
      : redirect_uri === found.redirect_uri;
  if (!matches) throw new SlackError('bad_redirect_uri');
  return found;
}

async function grant(workspace: Workspace, db: Database, app: KnownApp, code: OauthCode): Promise<Granted> {
  const { random, clock } = workspace;
  const authedUser = code.member_id;
  let bot: Granted['bot'] = null;
  let user: Granted['user'] = null;
  if (code.bot_scopes.length > 0) {
    const userId = await putBot(workspace, db, app);
    const holder = { app_id: app.id, kind: 'bot', member_id: userId } as const;
    const token = newBotToken(random);
    bot = { userId, token, scopes: await keep(workspace, db, holder, { token, code }) };
  } else await apps.setInstalled(db, app.id, null, clock.now());
  if (code.user_scopes.length > 0) {
    const holder = { app_id: app.id, kind: 'user', member_id: authedUser } as const;
    const token = newUserToken(random);
    user = { token, scopes: await keep(workspace, db, holder, { token, code }) };
  }
  return { app, authedUser, bot, user };
}

/** Scopes add up: what was granted before stays granted, and older tokens may do what the newest may. */
async function keep(
  { clock }: Workspace,
  db: Database,
  holder: tokens.Holder,
  { token, code }: { token: string; code: OauthCode },
): Promise<string[]> {
  const asked = holder.kind === 'bot' ? code.bot_scopes : code.user_scopes;
  const scopes = [...new Set([...(await tokens.grantedScopes(db, holder)), ...asked])];
  await tokens.widen(db, holder, scopes);
  await tokens.upsert(db, {
    ...holder,
    hash: hashOf(token),
    scopes,
    granted_by: code.member_id,
    created_at: clock.now(),
    expires_at: null,
    revoked_at: null,
  });
  return scopes;
}
