import { hashOf } from '../api/caller.ts';
import { SlackError } from '../api/error.ts';
import { newOauthCode } from '../ids.ts';
import * as apps from '../store/apps.ts';
import type { KnownApp } from '../store/apps.ts';
import type { MemberRow } from '../store/members.ts';
import * as oauthCodes from '../store/oauth-codes.ts';
import type { Workspace } from '../workspace.ts';
import { wordsFor } from './scope-words.ts';

/** What stands in the address of the page that asks a person, as the app made it. */
export interface Asked {
  client_id: string;
  scope: string;
  user_scope: string;
  redirect_uri?: string | undefined;
  state?: string | undefined;
  team?: string | undefined;
}

/** The same, once it is known to be in order. */
export interface Request {
  app: KnownApp;
  botScopes: string[];
  userScopes: string[];
  /** Where the person is sent afterwards. */
  redirect: string;
  /** As the app named it, to be named again at the exchange; null: it did not. */
  named: string | null;
  state: string | undefined;
}

const MINUTE = 60_000;
const LIFETIME = 10 * MINUTE;
const DAY = 24 * 60 * MINUTE;

/** @throws invalid_client_id, invalid_team_id, bad_redirect_uri, invalid_scope or no_scopes */
export async function readRequest(workspace: Workspace, asked: Asked): Promise<Request> {
  const app = await findClient(workspace, asked.client_id);
  if (asked.team !== undefined && asked.team !== workspace.team.id) throw new SlackError('invalid_team_id');
  const named = asked.redirect_uri ?? null;
  const redirect = named ?? app.manifest.redirectUrls[0];
  if (redirect === undefined || !isAllowed(redirect, app.manifest.redirectUrls))
    throw new SlackError('bad_redirect_uri');
  const botScopes = readScopes('bot', asked.scope);
  const userScopes = readScopes('user', asked.user_scope);
  if (botScopes.length + userScopes.length === 0) throw new SlackError('no_scopes');
  return { app, botScopes, userScopes, redirect, named, state: asked.state };
}

/** @throws invalid_client_id */
export async function findClient({ db }: Workspace, clientId: string): Promise<KnownApp> {
  const app = /^\d+\.\d+$/.test(clientId) ? await apps.byClient(db, clientId) : undefined;
  if (!app) throw new SlackError('invalid_client_id');
  return app;
}

/** As Slack compares: the very address, or one below it. */
export function isAllowed(uri: string, configured: string[]): boolean {
  const wanted = URL.parse(uri);
  if (!wanted || wanted.hash !== '') return false;
  return configured.some((each) => {
    const allowed = URL.parse(each);
    if (!allowed || allowed.protocol !== wanted.protocol || allowed.host !== wanted.host) return false;
    const folder = allowed.pathname.endsWith('/') ? allowed.pathname : `${allowed.pathname}/`;
    return wanted.pathname === allowed.pathname || wanted.pathname.startsWith(folder);
  });
}

/** The person says yes. Gives where to send them, with the code in it. @throws access_denied for a guest */
export async function allow(workspace: Workspace, request: Request, person: MemberRow): Promise<string> {
  const { db, clock, random } = workspace;
  if (!mayInstall(person)) throw new SlackError('access_denied');
  const code = newOauthCode(random);
  const now = clock.now().getTime();
  await oauthCodes.forgetEnded(db, new Date(now - DAY));
  await oauthCodes.insert(db, {
    hash: hashOf(code),
    app_id: request.app.id,
    member_id: person.id,
    bot_scopes: request.botScopes,
    user_scopes: request.userScopes,
    redirect_uri: request.named,
    expires_at: new Date(now + LIFETIME),
    used_at: null,
  });
  return sentBack(request, { code });
}

/** The person says no. */
export function refuse(request: Request): string {
  return sentBack(request, { error: 'access_denied' });
}

/** Guests install nothing. */
export function mayInstall(person: MemberRow): boolean {
  return person.bot_id === null && !person.deleted && !person.is_restricted && !person.is_ultra_restricted;
}

/** `state` is always there, as in Slack: an app looks for it before anything else. */
function sentBack({ redirect, state }: Request, outcome: Record<string, string>): string {
  const url = new URL(redirect);
  for (const [name, value] of Object.entries({ ...outcome, state: state ?? '' }))
    url.searchParams.set(name, value);
  return url.href;
}

/** With commas, as Slack's own clients write them, or with blanks, as OAuth's. */
function readScopes(kind: 'bot' | 'user', text: string): string[] {
  const scopes = [...new Set(text.split(/[\s,]+/).filter((scope) => scope !== ''))];
  if (scopes.some((scope) => wordsFor(kind, scope) === undefined)) throw new SlackError('invalid_scope');
  return scopes;
}
