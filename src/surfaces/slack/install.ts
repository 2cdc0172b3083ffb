import type { IncomingMessage, ServerResponse } from 'node:http';
import { type WebClient, WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import type { Deps } from '../../commands/execute.ts';
import { installInSlack, type SlackGrant } from '../../commands/slack-installing.ts';
import { Secret } from '../../core/secret.ts';
import type { Underway } from '../underway.ts';
import { openClient, type SlackAddress } from './clients.ts';
import { type InstallPage, sendPage } from './install-page.ts';
import { INSTALL_PATH, REDIRECT_PATH } from './install-paths.ts';
import { InstallStates } from './install-state.ts';
import { readRoster } from './roster.ts';
import type { Workspaces } from './workspaces.ts';

export interface InstallOptions extends SlackAddress {
  deps: Deps;
  underway: Underway;
  workspaces: Workspaces;
  clientId: string;
  clientSecret: Secret;
  /** What Botmint has to be able to do in a workspace: the scopes of its manifest. */
  scopes: readonly string[];
  /** Where browsers reach Botmint. */
  publicUrl: string;
}

/** How a workspace installs Botmint: through Slack, and back. */
export interface Install {
  begin(request: IncomingMessage, response: ServerResponse): void;
  comeBack(request: IncomingMessage, response: ServerResponse): void;
}

/** Of `oauth.v2.access`, as much as is needed. */
const Granted = z.object({
  access_token: z.string(),
  token_type: z.literal('bot'),
  scope: z.string(),
  bot_user_id: z.string(),
  is_enterprise_install: z.boolean().optional(),
  expires_in: z.number().optional(),
  team: z.object({ id: z.string(), name: z.string() }).nullable(),
  authed_user: z.object({ id: z.string() }),
});

type Granted = z.output<typeof Granted>;

export function openInstall(options: InstallOptions): Install {
  const { deps, publicUrl, underway } = options;
  const states = new InstallStates(deps, publicUrl.startsWith('https:'));
  const client = openClient(undefined, options);
  return {
    begin: (_request, response) => {
      const { state, cookie } = states.make();
      const location = authorizeUrl(options, state);
      const headers = { location, 'set-cookie': cookie, 'cache-control': 'no-store' };
      response.writeHead(302, { ...headers, 'referrer-policy': 'no-referrer' }).end();
    },
    comeBack: (request, response) => {
      response.setHeader('set-cookie', states.forgotten);
      const work = pageFor(request, { options, states, client }).catch((error: unknown) => {
        deps.log.error(`Slack: an install failed: ${reasonOf(error)}`);
        return failed(options);
      });
      void underway.finish(work.then((page) => sendPage(response, page)));
    },
  };
}

/** Where a browser is asked whether Botmint may be installed: at the same Slack as all else. */
function authorizeUrl({ apiUrl, clientId, scopes, publicUrl }: InstallOptions, state: string): string {
  const api = apiUrl === undefined ? 'https://slack.com/api/' : `${apiUrl.replace(/\/+$/, '')}/`;
  const url = new URL('../oauth/v2/authorize', api);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: scopes.join(','),
    redirect_uri: redirectUri(publicUrl),
    state,
  }).toString();
  return url.href;
}

const redirectUri = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}${REDIRECT_PATH}`;

interface Means {
  options: InstallOptions;
  states: InstallStates;
  client: WebClient;
}

async function pageFor(request: IncomingMessage, means: Means): Promise<InstallPage> {
  const { options, states } = means;
  const asked = new URL(request.url ?? '', 'http://botmint').searchParams;
  const state = asked.get('state') ?? '';
  if (!(await states.spend(state, request.headers.cookie))) return strayed(options);
  const code = asked.get('code');
  if (code === null) return notAllowed(options, asked.get('error'));
  const granted = await exchange(code, means).catch((error: unknown) => {
    if (error instanceof WebAPIPlatformError) return undefined;
    throw error;
  });
  if (!granted) return notTaken(options);
  const token = new Secret(granted.access_token);
  const client = openClient(token, options);
  const { team, expires_in: lasts } = granted;
  if (granted.is_enterprise_install === true || !team || lasts !== undefined) {
    // Nobody would use it, so nobody may.
    await client.auth.revoke();
    return lasts === undefined ? notForAll(options) : notForAWhile(options);
  }
  try {
    await installInSlack(await grantOf({ ...granted, team }, token, client), options.deps);
  } catch (error) {
    // What could not be kept is not left alive over there.
    await client.auth
      .revoke()
      .catch(() => options.deps.log.warn('A token of Slack could not be given back.'));
    throw error;
  }
  void readPeople(team.id, options);
  return installed(team, options);
}

async function exchange(code: string, { options, client }: Means): Promise<Granted> {
  const { clientId, clientSecret, publicUrl } = options;
  return Granted.parse(
    await client.oauth.v2.access({
      code,
      client_id: clientId,
      client_secret: clientSecret.reveal(),
      redirect_uri: redirectUri(publicUrl),
    }),
  );
}

async function grantOf(
  {
    team,
    bot_user_id: botUserId,
    scope,
    authed_user: user,
  }: Granted & { team: { id: string; name: string } },
  botToken: Secret,
  client: WebClient,
): Promise<SlackGrant> {
  const { bot_id: botId, team_id: teamId } = await client.auth.test();
  if (botId === undefined || teamId !== team.id)
    throw new Error('the token that came is of another workspace');
  return {
    teamId: team.id,
    teamName: team.name,
    botId,
    botUserId,
    botToken,
    scopes: scope.split(','),
    userId: user.id,
  };
}

/** Whoever is not read yet is when they first ask. */
async function readPeople(teamId: string, { workspaces, deps }: InstallOptions): Promise<void> {
  try {
    const workspace = await workspaces.ofTeam(teamId);
    if (workspace) await readRoster({ ...workspace, deps });
  } catch (error) {
    deps.log.warn(`Not everybody of the workspace ${teamId} could be read: ${reasonOf(error)}`);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const again = ({ publicUrl }: InstallOptions) => ({
  href: `${publicUrl.replace(/\/+$/, '')}${INSTALL_PATH}`,
  text: 'Install Botmint',
});

function installed(team: { id: string; name: string }, { apiUrl }: InstallOptions): InstallPage {
  const href =
    apiUrl === undefined
      ? `https://app.slack.com/client/${encodeURIComponent(team.id)}`
      : new URL('..', `${apiUrl.replace(/\/+$/, '')}/`).href;
  return {
    status: 200,
    title: `Botmint is installed in ${team.name}`,
    lines: ['Type /bots create steve there to make a bot, then /tokens issue to give it a token.'],
    link: { href, text: `Open ${team.name}` },
  };
}

const strayed = (options: InstallOptions): InstallPage => ({
  status: 400,
  title: 'Nothing was installed',
  lines: [
    'This way back from Slack was used before, is more than ten minutes old, or began in another browser. Begin again here.',
  ],
  link: again(options),
});

const notAllowed = (options: InstallOptions, error: string | null): InstallPage => ({
  status: 400,
  title: 'Nothing was installed',
  lines: [
    error === 'access_denied'
      ? 'You said no in Slack, so Botmint is not in your workspace.'
      : 'Slack did not allow it. Where only admins may install apps, ask one of them.',
  ],
  link: again(options),
});

const notTaken = (options: InstallOptions): InstallPage => ({
  status: 400,
  title: 'Nothing was installed',
  lines: [
    'Slack does not know this permission any more. Begin again; if it stays so, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not those of one app.',
  ],
  link: again(options),
});

const notForAll = (options: InstallOptions): InstallPage => ({
  status: 400,
  title: 'Nothing was installed',
  lines: [
    'Botmint is installed in one workspace at a time, and not in a whole Enterprise organization. Choose a workspace at the top right of Slack’s page.',
  ],
  link: again(options),
});

const notForAWhile = (options: InstallOptions): InstallPage => ({
  status: 400,
  title: 'Nothing was installed',
  lines: [
    'This app has token rotation turned on, with which its token ends after twelve hours. Make the app from Botmint’s manifest, which has it off.',
  ],
  link: again(options),
});

const failed = (options: InstallOptions): InstallPage => ({
  status: 502,
  title: 'Nothing was installed',
  lines: ['Slack did not answer, or Botmint could not keep what it said. Try again in a minute.'],
  link: again(options),
});
