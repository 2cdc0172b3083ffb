import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { type ChatPostMessageResponse, WebClient } from '@slack/web-api';
import { type Clone, type Installation, openClone } from '../../src/slack-clone/clone.ts';
import { workspaceDatabase } from '../database.ts';
import { type Person, signIn } from './person.ts';

/** A workspace with the real Bolt installed in it, a clock that can be moved, and what the workspace logged. */
export interface World extends AsyncDisposable {
  readonly url: string;
  readonly clone: Clone;
  readonly installation: Installation;
  readonly bolt: App;
  /** The bot, through Slack's own client. */
  readonly bot: WebClient;
  readonly registryPath: string;
  readonly databaseUrl: string;
  readonly requestUrl: string;
  readonly log: string[];
  /** Moves the workspace's clock. */
  pass(milliseconds: number): void;
  /** What the bot says. */
  post(message: Parameters<WebClient['chat']['postMessage']>[0]): Promise<ChatPostMessageResponse>;
  signIn(user: string): Promise<Person>;
  /** Stops the workspace and starts it again with the same state. */
  restart(): Promise<void>;
  /** Opens a workspace in the same database, this one again or another; whoever asks closes it. */
  reopen(options?: Opening): Promise<Clone>;
}

export const MANIFEST = {
  display_information: { name: 'Botmint' },
  features: {
    bot_user: { display_name: 'botmint' },
    app_home: { home_tab_enabled: true },
    slash_commands: [
      {
        command: '/bots',
        description: 'Create, list and delete bots',
        usage_hint: 'create steve',
        should_escape: true,
      },
      { command: '/tokens', description: 'Issue, list and revoke tokens' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'commands',
        'chat:write',
        'channels:read',
        'channels:history',
        'im:write',
        'im:read',
        'im:history',
        'users:read',
      ],
    },
  },
  settings: { interactivity: { is_enabled: true }, socket_mode_enabled: true },
};

/** Bolt says on its own what each of these tests expects it to meet. */
export const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

interface Opening {
  id?: string;
  port?: number;
}

interface Wanted {
  tiers?: boolean;
  manifest?: unknown;
  socketLifetime?: number;
}

export async function openWorld({
  tiers = false,
  manifest = MANIFEST,
  socketLifetime = 3_600_000,
}: Wanted = {}): Promise<World> {
  await using opening = new AsyncDisposableStack();
  const database = opening.use(await workspaceDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'clone-'));
  opening.defer(() => rm(folder, { recursive: true }));
  const registryPath = join(folder, 'registry.json');
  const log: string[] = [];
  let ahead = 0;
  const open = (options: Opening = {}) =>
    openClone({
      id: options.id ?? 'slack-local',
      databaseUrl: database.url,
      registryPath,
      clock: { now: () => new Date(Date.now() + ahead) },
      random: { bytes: (count) => randomBytes(count) },
      port: options.port ?? 0,
      log: { warn: (line) => log.push(line), error: (line) => log.push(line) },
      tiers,
      socketLifetime,
    });
  let clone = await open();
  opening.defer(() => clone[Symbol.asyncDispose]());
  const web = await openAppServer();
  opening.use(web);
  const installation = await clone.install(manifest, { requestUrl: web.requestUrl });
  const bolt = await web.mount(installation, `${clone.url}/api/`);
  const bot = botClient(clone.url, installation.botToken);
  const stack = opening.move();
  return {
    get clone() {
      return clone;
    },
    get url() {
      return clone.url;
    },
    installation,
    bolt,
    bot,
    registryPath,
    databaseUrl: database.url,
    requestUrl: web.requestUrl,
    log,
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not a window's
    post: (message) => bot.chat.postMessage(message),
    signIn: (user) => signIn(clone.url, user),
    async restart() {
      const { port } = clone;
      await clone[Symbol.asyncDispose]();
      clone = await open({ port });
    },
    reopen: open,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export function botClient(url: string, token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    logger: quiet,
  });
}

/** Where the app listens: it has an address before the workspace knows its secret. */
async function openAppServer() {
  let receiver: HTTPReceiver | undefined;
  const server: Server = createServer((request, response) => {
    if (receiver) receiver.requestListener(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    requestUrl: `http://127.0.0.1:${port}/slack/events`,
    async mount({ botToken, botUserId, signingSecret }: Installation, slackApiUrl: string): Promise<App> {
      receiver = new HTTPReceiver({ signingSecret, logger: quiet });
      const clientOptions = { slackApiUrl, retryConfig: { retries: 0 } };
      // With a token alone Bolt asks auth.test in its own time, which may be after the test.
      const { bot_id: botId = '' } = await new WebClient(botToken, {
        ...clientOptions,
        logger: quiet,
      }).auth.test();
      const authorize = async () => ({ botToken, botId, botUserId });
      return new App({ authorize, receiver, convoStore: false, clientOptions, logger: quiet });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
