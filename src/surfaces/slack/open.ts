import type { RequestListener } from 'node:http';
import { App, type AppOptions, HTTPReceiver, type Logger } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { Deps } from '../../commands/execute.ts';
import type { Directory, Messenger } from '../../core/ports.ts';
import type { Secret } from '../../core/secret.ts';
import type { Underway } from '../underway.ts';
import { Freshness } from './freshness.ts';
import { listenToButtons, listenToCommands, listenToSelects } from './listeners.ts';
import { Homes, listenToHomes } from './home.ts';
import { boltLogger } from './logger.ts';
import { slackMessenger } from './messenger.ts';
import type { People } from './people.ts';
import { listenToRoster, look, readRoster } from './roster.ts';
import { listenToSubmissions } from './submissions.ts';
import { welcome } from './welcome.ts';
import { listenToForms } from './wizard.ts';

export const SLACK_PATH = '/slack/events';

export interface SlackOptions {
  deps: Deps;
  underway: Underway;
  botToken: Secret;
  signingSecret: Secret;
  /** Another Slack than slack.com, as `http://127.0.0.1:3001/api/`. */
  apiUrl: string | undefined;
  /** Slack user ids that are admins whatever the workspace says. */
  admins: ReadonlySet<string>;
}

/** Slack, as a surface: what comes to SLACK_PATH goes to `listener`, if `freshness` admits it. */
export interface SlackSurface {
  listener: RequestListener;
  freshness: Freshness;
  /** Reads who is in the workspace. */
  readRoster(): Promise<void>;
  messenger: Messenger;
  /** Says in #general what this is, once. */
  welcome(): Promise<void>;
  /** Reads anew who this is in the workspace. */
  look(userId: string): Promise<void>;
  /** Resolves when Slack answers. */
  ping(): Promise<void>;
}

/** Opens the Bolt app on one workspace. Slack has to answer already. */
export async function openSlack({
  deps,
  underway,
  botToken,
  signingSecret,
  apiUrl,
  admins,
}: SlackOptions): Promise<SlackSurface> {
  const logger = boltLogger(deps.log);
  const freshness = new Freshness(deps.clock);
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret.reveal(),
    endpoints: SLACK_PATH,
    logger,
    // Bolt asks for these of each request that it found signed, before anything runs.
    customPropertiesExtractor: ({ headers }) => {
      freshness.remember(headers);
      return {};
    },
  });
  const app = new App({
    token: botToken.reveal(),
    receiver,
    logger,
    convoStore: false,
    deferInitialization: true,
    clientOptions: clientOptions(apiUrl, logger),
  });
  app.error(async (error) => deps.log.error(`Slack: ${error.message}`));
  // Around every listener: what was acknowledged is carried out and answered before anything closes.
  app.use(async ({ next }) => underway.finish(next()));
  await app.init();
  const { team_id: teamId, team: teamName } = await app.client.auth.test();
  if (teamId === undefined || teamName === undefined)
    throw new Error('auth.test answered without a workspace');
  const people: People = { deps, client: app.client, teamId, teamName, admins, homes: new Homes(underway) };
  listen(app, people);
  return {
    listener: receiver.requestListener,
    freshness,
    readRoster: () => readRoster(people),
    messenger: openMessenger({ deps, botToken, apiUrl }),
    welcome: () => welcome(app.client),
    look: async (userId) => look(userId, people),
    ping: async () => {
      await app.client.auth.test();
    },
  };
}

function listen(app: App, people: People): void {
  listenToCommands(app, people);
  listenToButtons(app, people);
  listenToSelects(app, people);
  listenToForms(app, people);
  listenToSubmissions(app, people);
  listenToHomes(app, people);
  listenToRoster(app, people);
}

/** Says things in a workspace, without listening to it. */
export function openMessenger({
  deps: { log, clock },
  botToken,
  apiUrl,
}: Pick<SlackOptions, 'botToken' | 'apiUrl'> & { deps: Pick<Deps, 'log' | 'clock'> }): Messenger {
  const options = clientOptions(apiUrl, boltLogger(log));
  // Nothing that may have been said is said again unless somebody looked.
  const client = new WebClient(botToken.reveal(), { ...options, timeout: 2000, retryConfig: { retries: 0 } });
  return slackMessenger(client, clock);
}

/** Reads who somebody of a workspace is, without listening to it. */
export function openDirectory({
  deps,
  botToken,
  apiUrl,
  admins,
}: Pick<SlackOptions, 'deps' | 'botToken' | 'apiUrl' | 'admins'>): Directory {
  const client = new WebClient(botToken.reveal(), clientOptions(apiUrl, boltLogger(deps.log)));
  return {
    async look(userId) {
      const { team_id: teamId, team: teamName } = await client.auth.test();
      if (teamId === undefined || teamName === undefined)
        throw new Error('auth.test answered without a workspace');
      await look(userId, { deps, client, teamId, teamName, admins });
    },
  };
}

/** People wait: Bolt's client tries again soon, and gives up while they still do. */
function clientOptions(apiUrl: string | undefined, logger: Logger): NonNullable<AppOptions['clientOptions']> {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: 5000,
    retryConfig: { retries: 2, minTimeout: 100, maxTimeout: 500 },
    rejectRateLimitedCalls: true,
    logger,
  };
}
