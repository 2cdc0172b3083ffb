import type { SlackInstallations } from './commands/slack-installations.ts';
import type { Deps } from './commands/execute.ts';
import type { Config } from './config.ts';
import type { Directory, Messenger } from './core/ports.ts';
import { Secret } from './core/secret.ts';
import type { Clone } from './slack-clone/clone.ts';
import { readManifest, scopesIn } from './slack-manifest.ts';
import type { Mount } from './surfaces/mount.ts';
import { type Install, openInstall } from './surfaces/slack/install.ts';
import { INSTALL_PATH, REDIRECT_PATH, SLACK_PATH } from './surfaces/slack/install-paths.ts';
import { InstalledWorkspaces } from './surfaces/slack/installed-workspaces.ts';
import { messengerIn } from './surfaces/slack/messenger.ts';
import { OneWorkspace } from './surfaces/slack/one-workspace.ts';
import { openSlack, type SlackSurface } from './surfaces/slack/open.ts';
import { openDirectory, readRosters } from './surfaces/slack/roster.ts';
import { welcome } from './surfaces/slack/welcome.ts';
import type { Workspaces } from './surfaces/slack/workspaces.ts';
import type { Underway } from './surfaces/underway.ts';

/** Whether Slack is spoken with as the environment says, and not in the local workspace. */
export const isRealSlack = (config: Config): boolean =>
  config.SLACK_BOT_TOKEN !== undefined || config.SLACK_CLIENT_ID !== undefined;

/** Where workspaces install Botmint; undefined where the token of one is set. */
export const installPathOf = ({ SLACK_CLIENT_ID: clientId }: Config): string | undefined =>
  clientId === undefined ? undefined : INSTALL_PATH;

interface SpeakingOptions {
  deps: Deps;
  installations: SlackInstallations;
  config: Config;
}

/** What speaks in Slack, without being spoken to. */
export interface SlackSpeaking {
  workspaces: Workspaces;
  messenger: Messenger;
  directory: Directory;
}

/** As the environment says. @throws Error where that is not said */
export function openSpeaking({ deps, installations, config }: SpeakingOptions): SlackSpeaking {
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl, BOTMINT_ADMINS: admins } = config;
  const common = { deps, admins, apiUrl, log: deps.log };
  if (botToken) return speakingIn(new OneWorkspace({ ...common, botToken }), deps);
  return speakingIn(new InstalledWorkspaces({ ...common, installations }), deps);
}

const speakingIn = (workspaces: Workspaces, deps: Deps): SlackSpeaking => ({
  workspaces,
  messenger: messengerIn(workspaces, deps.clock),
  directory: openDirectory(workspaces, deps),
});

/** Slack as this process speaks and listens there. */
export interface SlackSide extends SlackSpeaking {
  surface: SlackSurface;
  install: Install | undefined;
}

/** The local one, as far as an app is installed in it. */
type LocalWorkspace = Pick<Clone, 'install' | 'url'>;

interface Listening extends SpeakingOptions {
  underway: Underway;
  /** Where this process listens. */
  address: string;
  /** Undefined where a real one is used. */
  local: LocalWorkspace | undefined;
}

/** Opens a real Slack as the environment has it, or the local workspace just as if it stood there. */
export async function openSlackSide(given: Listening): Promise<SlackSide> {
  const { deps, config, underway, local } = given;
  if (local) return openLocal(given, local);
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: apiUrl } = config;
  const reached = appToken ? { appToken } : signingSecret && { signingSecret };
  if (!reached) throw new Error('neither a real workspace nor a local one');
  const speaking = openSpeaking(given);
  const { workspaces } = speaking;
  if (workspaces instanceof OneWorkspace) await workspaces.find();
  const surface = await openSlack({ deps, underway, workspaces, reached, apiUrl });
  // There may be thousands, page by page: whoever is not read yet is when they first ask.
  void readRosters(workspaces, deps).catch((error: unknown) =>
    deps.log.warn(`Who is in Slack could not be read: ${String(error)}`),
  );
  return { ...speaking, surface, install: await installOf(given, workspaces) };
}

async function openLocal(
  { deps, config, underway, address }: Listening,
  local: LocalWorkspace,
): Promise<SlackSide> {
  const installed = await local.install(await readManifest(), { requestUrl: address + SLACK_PATH });
  const apiUrl = `${local.url}/api/`;
  const workspaces = new OneWorkspace({
    deps,
    botToken: new Secret(installed.botToken),
    admins: config.BOTMINT_ADMINS,
    apiUrl,
    log: deps.log,
  });
  const reached = { signingSecret: new Secret(installed.signingSecret) };
  const surface = await openSlack({ deps, underway, workspaces, reached, apiUrl });
  await readRosters(workspaces, deps);
  await welcome((await workspaces.find()).client);
  return { ...speakingIn(workspaces, deps), surface, install: undefined };
}

/** Says things by the token that is the one now. */
export function sayingAt(opening: { slack?: SlackSide }): Messenger {
  const now = (): Messenger => {
    if (opening.slack) return opening.slack.messenger;
    throw new Error('not open yet');
  };
  return {
    say: async (...said) => now().say(...said),
    replace: async (...said) => now().replace(...said),
  };
}

async function installOf(
  { deps, config, underway }: Listening,
  workspaces: Workspaces,
): Promise<Install | undefined> {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, PUBLIC_URL: publicUrl } = config;
  if (clientId === undefined || !clientSecret || publicUrl === undefined) return undefined;
  const address = { apiUrl: config.SLACK_API_URL, log: deps.log };
  const scopes = scopesIn(await readManifest());
  return openInstall({ ...address, deps, underway, workspaces, clientId, clientSecret, scopes, publicUrl });
}

/** What Slack and its people's browsers ask of this process. `side` is there when Slack is open. */
export function slackMounts(config: Config, side: () => SlackSide | undefined): Mount[] {
  const starting = { refused: 'Botmint is still starting. Try again in a second.' };
  const events: Mount = {
    path: SLACK_PATH,
    admit: (headers) => side()?.surface.inbox?.freshness.admit(headers) ?? starting,
    listener: (request, response) => side()?.surface.inbox?.listener(request, response),
  };
  const page = (path: string, answer: keyof Install): Mount => ({
    path,
    isPage: true,
    admit: () => (side() ? { answered: () => {} } : starting),
    listener: (request, response) => side()?.install?.[answer](request, response),
  });
  return [
    ...(config.SLACK_APP_TOKEN === undefined ? [events] : []),
    ...(installPathOf(config) === undefined
      ? []
      : [page(INSTALL_PATH, 'begin'), page(REDIRECT_PATH, 'comeBack')]),
  ];
}
