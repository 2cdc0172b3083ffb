import type { RequestListener } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import type { Deps } from '../../commands/execute.ts';
import { alarmOf } from '../../core/alarm.ts';
import type { Secret } from '../../core/secret.ts';
import type { Underway } from '../underway.ts';
import { clientOptions } from './clients.ts';
import { listenToDepartures } from './departures.ts';
import { Freshness } from './freshness.ts';
import { Heard } from './heard.ts';
import { Homes, listenToHomes } from './home.ts';
import { SLACK_PATH } from './install-paths.ts';
import { listenToButtons, listenToCommands, listenToSelects } from './listeners.ts';
import { boltLogger } from './logger.ts';
import { everybodyIn } from './people.ts';
import { listenToRoster } from './roster.ts';
import { SocketLine } from './socket.ts';
import { listenToSubmissions } from './submissions.ts';
import { listenToForms } from './wizard.ts';
import type { Workspaces } from './workspaces.ts';

export interface SlackOptions {
  deps: Deps;
  underway: Underway;
  workspaces: Workspaces;
  /** How Slack reaches Botmint: by requests that it signs, or over a line that Botmint opens. */
  reached: { signingSecret: Secret } | { appToken: Secret };
  /** Another Slack than slack.com, as `http://127.0.0.1:3001/api/`. */
  apiUrl: string | undefined;
}

/** What comes to SLACK_PATH goes to `listener`, if `freshness` admits it. */
export interface SlackInbox {
  listener: RequestListener;
  freshness: Freshness;
}

/** Slack, as a surface. */
export interface SlackSurface extends AsyncDisposable {
  /** Undefined where there is a line. */
  inbox: SlackInbox | undefined;
  /** Resolves when Slack answers, and can reach Botmint as far as that is known here. */
  ping(): Promise<void>;
  /** Hears nothing more; what was begun goes on. */
  close(): void;
}

/** Opens the Bolt app. Slack has to answer already where there is a line. */
export async function openSlack(options: SlackOptions): Promise<SlackSurface> {
  const { reached, deps } = options;
  if ('appToken' in reached) return openOverLine(options, reached.appToken);
  const freshness = new Freshness(deps.clock);
  const receiver = new HTTPReceiver({
    signingSecret: reached.signingSecret.reveal(),
    endpoints: SLACK_PATH,
    logger: boltLogger(deps.log),
    // Bolt asks for these of each request that it found signed, before anything runs.
    customPropertiesExtractor: ({ headers }) => {
      freshness.remember(headers);
      return {};
    },
  });
  await openApp(options, receiver);
  return {
    inbox: { listener: receiver.requestListener, freshness },
    ping: async () => options.workspaces.ping(),
    close: () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}

async function openOverLine(options: SlackOptions, appToken: Secret): Promise<SlackSurface> {
  const { deps, apiUrl, workspaces } = options;
  const line = new SocketLine({ appToken, apiUrl, log: deps.log, alarm: alarmOf(deps) });
  await openApp(options, line);
  await line.start().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `There is no line to Slack by SLACK_APP_TOKEN: ${reason}. It is made under Basic Information, App-Level Tokens, with the scope connections:write.`,
      { cause: error },
    );
  });
  return {
    inbox: undefined,
    ping: async () => void (await Promise.all([line.ping(), workspaces.ping()])),
    close: () => line.close(),
    [Symbol.asyncDispose]: async () => line.stop(),
  };
}

async function openApp(
  { deps, underway, workspaces, apiUrl }: SlackOptions,
  receiver: HTTPReceiver | SocketLine,
): Promise<void> {
  const address = { apiUrl, log: deps.log };
  const app = new App({
    // Where it is not installed, the listener says so; here, nobody would be told anything.
    authorize: async ({ teamId = '' }) => ({
      ...(await workspaces.ofTeam(teamId).catch(() => undefined))?.authorization,
    }),
    receiver,
    logger: boltLogger(deps.log),
    convoStore: false,
    deferInitialization: true,
    clientOptions: clientOptions(address),
  });
  app.error(async (error) => deps.log.error(`Slack: ${error.message}`));
  const heard = new Heard();
  // Around every listener: what was acknowledged is carried out and answered before anything closes, and once.
  app.use(async ({ next, context, body, ...more }) => {
    if (heard.note(context.teamId, body)) return underway.finish(next());
    if ('ack' in more) await more.ack?.();
    return undefined;
  });
  await app.init();
  const everybody = everybodyIn(workspaces, deps, new Homes(underway));
  listenToCommands(app, everybody);
  listenToButtons(app, everybody);
  listenToSelects(app, everybody);
  listenToForms(app, everybody);
  listenToSubmissions(app, everybody);
  listenToHomes(app, everybody);
  listenToRoster(app, everybody);
  listenToDepartures(app, workspaces);
}
