import { createServer } from 'node:http';
import { App, HTTPReceiver, type Installation } from '@slack/bolt';
import type { CreatedApp } from '../../src/slack-clone/clone.ts';
import { quiet, type World } from './world.ts';

/** A second app in the workspace, with a command of its own. */
export const HELLO = {
  display_information: { name: 'Hello & <co>' },
  features: {
    bot_user: { display_name: 'hello' },
    slash_commands: [{ command: '/hello', description: 'Say hello' }],
  },
  oauth_config: { scopes: { bot: ['commands', 'chat:write'] } },
  settings: {
    event_subscriptions: { bot_events: ['app_uninstalled', 'tokens_revoked', 'message.channels'] },
    interactivity: { is_enabled: true },
  },
};

/** The real Bolt with its own OAuth installer, in an app that is made and not installed yet. */
export interface Installable extends AsyncDisposable {
  readonly url: string;
  readonly created: CreatedApp;
  readonly bolt: App;
  /** Team id -> what Bolt keeps of its installation. */
  readonly installations: Map<string, Installation>;
}

export async function openInstallable(world: World, manifest: object = HELLO): Promise<Installable> {
  let receiver: HTTPReceiver | undefined;
  const server = createServer((request, response) => {
    if (receiver) receiver.requestListener(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const redirectUri = `${url}/slack/oauth_redirect`;
  const scopes = HELLO.oauth_config.scopes;
  const created = await world.clone.createApp(
    { ...manifest, oauth_config: { scopes, redirect_urls: [redirectUri] } },
    { requestUrl: `${url}/slack/events` },
  );
  const installations = new Map<string, Installation>();
  const clientOptions = { slackApiUrl: `${world.url}/api/`, retryConfig: { retries: 0 } };
  receiver = new HTTPReceiver({
    signingSecret: created.signingSecret,
    clientId: created.clientId,
    clientSecret: created.clientSecret,
    stateSecret: 'only for this test',
    scopes: scopes.bot,
    redirectUri,
    installationStore: storeIn(installations),
    installerOptions: {
      directInstall: true,
      redirectUriPath: '/slack/oauth_redirect',
      authorizationUrl: `${world.url}/oauth/v2/authorize`,
      userScopes: ['channels:read'],
      clientOptions,
    },
    logger: quiet,
  });
  const bolt = new App({ receiver, convoStore: false, clientOptions, logger: quiet });
  return {
    url,
    created,
    bolt,
    installations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function storeIn(installations: Map<string, Installation>) {
  return {
    storeInstallation: async (installation: Installation) => {
      installations.set(installation.team?.id ?? '', installation);
    },
    fetchInstallation: async ({ teamId = '' }: { teamId?: string | undefined }) => {
      const found = installations.get(teamId);
      if (!found) throw new Error('not installed');
      // oxlint-disable-next-line typescript/no-unsafe-return -- Bolt's own type, of which one half is never here
      return found;
    },
    deleteInstallation: async ({ teamId = '' }: { teamId?: string | undefined }) => {
      installations.delete(teamId);
    },
  };
}

/** What a browser does at an app's install address: follows it, looks at the page, answers, and comes back. */
export async function installInBrowser(
  app: Installable,
  answer: 'allow' | 'cancel',
  user: string,
): Promise<{ page: string; response: Response }> {
  const start = await fetch(`${app.url}/slack/install`, { redirect: 'manual' });
  const cookie = (start.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const asking = new URL(start.headers.get('location') ?? '');
  const page = await (await fetch(asking)).text();
  const form = new URLSearchParams([...hiddenFields(page), ['user', userIn(page, user)], ['answer', answer]]);
  const answered = await fetch(asking.origin + asking.pathname, {
    method: 'POST',
    body: form,
    headers: { origin: asking.origin },
    redirect: 'manual',
  });
  const back = answered.headers.get('location');
  if (back === null) return { page, response: answered };
  return { page, response: await fetch(back, { headers: { cookie }, redirect: 'manual' }) };
}

/** The values that the page carries on, unescaped. */
function hiddenFields(page: string): [string, string][] {
  return [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
  );
}

function userIn(page: string, name: string): string {
  return new RegExp(`<option value="(U\\w+)">[^<]*\\(${name}\\)</option>`).exec(page)?.[1] ?? '';
}
