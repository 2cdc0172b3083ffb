import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { listen } from './bind.ts';
import { type Local, openClones } from './clones.ts';
import type { Config } from './config.ts';
import type { Directory, Messenger } from './core/ports.ts';
import { Secret } from './core/secret.ts';
import { listed } from './core/text.ts';
import { announce, makeDataFolder, whoRuns } from './data-folder.ts';
import { openDeps, type System } from './deps.ts';
import { messengerOver, openMatrix } from './matrix.ts';
import { withRegistration } from './matrix-registration.ts';
import { migrateQueue } from './jobs/queue.ts';
import { type Jobs, startJobs } from './jobs/start.ts';
import { refuseUnboundRole } from './store/database.ts';
import { holdLock, openEmbedded } from './store/embedded.ts';
import { migrate } from './store/migrate.ts';
import { openMcp } from './surfaces/mcp/open.ts';
import type { Mount } from './surfaces/mount.ts';
import { OwnAddress } from './surfaces/own-address.ts';
import { buildServer } from './surfaces/rest/server.ts';
import { buildWatch } from './surfaces/rest/watching.ts';
import { Underway } from './surfaces/underway.ts';
import {
  openDirectory,
  openMessenger,
  openSlack,
  SLACK_PATH,
  type SlackOptions,
  type SlackSurface,
} from './surfaces/slack/open.ts';

/** A running Botmint. */
export interface Botmint extends AsyncDisposable {
  address: string;
  /** Of the local workspace; undefined where a real one is used. */
  workspaceAddress: string | undefined;
  /** Its user id in Matrix; undefined where there is no homeserver. */
  commandBot: string | undefined;
}

/**
 * Starts all of Botmint in this process: database, local workspace, surfaces, jobs. What was opened closes on failure
 * too. The jobs begin by and by.
 * @param hostsClones whether other local workspaces run in this process as well
 */
export async function openBotmint(given: Config, system: System, hostsClones = true): Promise<Botmint> {
  await using stack = new AsyncDisposableStack();
  await makeDataFolder(given.DATA_DIR);
  const config = await withRegistration(given);
  const databaseUrl = await openPostgres(config, system, stack);
  await migrate(databaseUrl, system.clock);
  // Slack opens last: it answers only when there is somewhere to call back to.
  const opening: Opening = {};
  const pings = {
    slack: async () => opening.slack?.ping() ?? notOpen(),
    queue: async () => opening.jobs?.ping() ?? notOpen(),
  };
  const { deps, scrape, ...hands } = await openDeps(databaseUrl, config, system, stack, {
    ...pings,
    directory: { look: async (userId) => opening.slack?.look(userId) ?? notOpen() },
  });
  const clones = hostsClones ? await openClones(databaseUrl, config, system, stack) : undefined;
  const local = clones?.local;
  const own = new OwnAddress();
  const underway = new Underway();
  const matrix = openMatrix(deps, config);
  const server = buildServer({
    deps,
    underway,
    workspaceUrl: local?.url,
    trustedProxies: config.TRUSTED_PROXIES,
    own,
    watched: { scrape, meter: deps.meter, parts: { database: () => deps.database.ping(), ...pings } },
    mounts: [
      slackMount(opening),
      ...(clones?.mounts(deps) ?? []),
      ...openMcp({ deps, underway, own }),
      ...(matrix?.mounts(underway) ?? []),
    ],
  });
  stack.defer(() => server.close());
  const { PORT: port } = config;
  const another = `Give Botmint another: PORT=${port + 10} npm start`;
  const address = await listen(server, config, { port, another, own });
  const slackOf = async () => openSlack({ deps, underway, ...(await slackOptions(config, address, local)) });
  await connect(slackOf, opening, local, system.log);
  stack.use(await announce(config.DATA_DIR, { pid: process.pid, address, control: deps.control }));
  const messenger = messengerOver(messengerOf(opening), matrix?.messenger);
  const jobs = startJobs({ deps, ...hands, messenger, matrix, databaseUrl, redisUrl: config.REDIS_URL });
  opening.jobs = jobs;
  if (matrix) stack.use(matrix.greet());
  // Both wait for what they have begun, and neither for the other.
  stack.defer(async () => void (await Promise.all([jobs[Symbol.asyncDispose](), server.close()])));
  const opened = stack.move();
  const where = { address, workspaceAddress: local?.url, commandBot: deps.homeserver?.self };
  return { ...where, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** What opens after the server that speaks for it. */
interface Opening {
  directory?: Directory;
  slack?: SlackSurface;
  jobs?: Jobs;
}

const slackMount = (opening: Opening): Mount => ({
  path: SLACK_PATH,
  admit: (headers) =>
    opening.slack?.freshness.admit(headers) ?? {
      refused: 'Botmint is still starting. Try again in a second.',
    },
  listener: (request, response) => opening.slack?.listener(request, response),
});

/** Opens Slack and enters it: the local workspace anew whenever that was emptied or has other tokens. */
async function connect(
  open: () => Promise<SlackSurface>,
  opening: Opening,
  local: Local | undefined,
  log: System['log'],
): Promise<void> {
  const slack = await open();
  opening.slack = slack;
  const roster = slack
    .readRoster()
    .catch((error: unknown) => log.warn(`Not everybody of the workspace could be read: ${String(error)}`));
  // A real workspace may have thousands, page by page: whoever is not read yet is when they first ask.
  if (!local) return;
  local.renewed = async () => connect(open, opening, local, log);
  await roster.then(() => slack.welcome());
}

/** Says things by whatever token is the one now. */
function messengerOf(opening: Opening): Messenger {
  const now = async (): Promise<Messenger> => opening.slack?.messenger ?? notOpen();
  return {
    say: async (...said) => (await now()).say(...said),
    replace: async (...said) => (await now()).replace(...said),
  };
}

/** As `openBotmint`, on a database and a workspace of one's own. Several may run. */
export async function openServe(config: Config, system: System): Promise<Botmint> {
  refuseUnset('serve', config);
  return openBotmint(config, system, false);
}

/** Running jobs. */
export interface Work extends AsyncDisposable {
  /** Where they can be watched; undefined where that was not asked for. */
  address: string | undefined;
}

/** Starts the jobs alone, on a database and a workspace of one's own. Several may run, beside any number of `serve`. */
export async function openWork(given: Config, system: System): Promise<Work> {
  const { databaseUrl, botToken } = refuseUnset('work', given);
  await using stack = new AsyncDisposableStack();
  await makeDataFolder(given.DATA_DIR);
  const config = await withRegistration(given);
  await refuseUnboundRole(databaseUrl);
  await migrate(databaseUrl, system.clock);
  const opening: Opening = {};
  const queue = async () => opening.jobs?.ping() ?? notOpen();
  const { deps, scrape, ...hands } = await openDeps(databaseUrl, config, system, stack, {
    queue,
    directory: { look: async (userId) => opening.directory?.look(userId) ?? notOpen() },
  });
  const slack = { deps, botToken, apiUrl: config.SLACK_API_URL, admins: config.BOTMINT_ADMINS };
  opening.directory = openDirectory(slack);
  const own = new OwnAddress();
  const parts = { database: () => deps.database.ping(), queue };
  const { WORK_PORT: port } = config;
  const watch = buildWatch({ scrape, meter: deps.meter, parts }, own);
  stack.defer(() => watch.close());
  const another = `Give it another: WORK_PORT=${Number(port) + 1} npm run work`;
  const address = port === undefined ? undefined : await listen(watch, config, { port, another, own });
  const matrix = openMatrix(deps, config);
  const messenger = messengerOver(openMessenger(slack), matrix?.messenger);
  opening.jobs = stack.use(
    startJobs({ deps, ...hands, messenger, matrix, databaseUrl, redisUrl: config.REDIS_URL }),
  );
  const opened = stack.move();
  return { address, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

const notOpen = async (): Promise<never> => Promise.reject(new Error('not open yet'));

/** Brings the database to what this version needs, and changes nothing else. */
export async function migrateAll(config: Config, { clock }: System): Promise<void> {
  const databaseUrl = config.DATABASE_URL;
  if (databaseUrl === undefined) throw new Error(unset('migrate', 'DATABASE_URL'));
  await refuseUnboundRole(databaseUrl);
  await migrate(databaseUrl, clock);
  if (config.REDIS_URL === undefined) await migrateQueue(databaseUrl);
}

function refuseUnset(command: string, { DATABASE_URL: databaseUrl, SLACK_BOT_TOKEN: botToken }: Config) {
  if (databaseUrl !== undefined && botToken !== undefined) return { databaseUrl, botToken };
  const missing = [
    databaseUrl === undefined ? ['DATABASE_URL'] : [],
    botToken === undefined ? ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'] : [],
  ];
  throw new Error(unset(command, listed(missing.flat())));
}

const unset = (command: string, names: string): string =>
  `${command} needs ${names}. To try Botmint out on this machine with nothing set: npm start`;

/** The database's address: the one that was given, or that of the Postgres in the data folder. */
async function openPostgres(config: Config, system: System, stack: AsyncDisposableStack): Promise<string> {
  if (config.DATABASE_URL !== undefined) {
    await refuseUnboundRole(config.DATABASE_URL);
    return config.DATABASE_URL;
  }
  const log = (line: string): void => system.log.warn(line);
  // The lock is given back before Postgres is stopped, and whoever has it keeps its Postgres.
  const embedded = stack.use(await openEmbedded({ folder: config.DATA_DIR, random: system.random, log }));
  const lock = stack.use(await holdLock(embedded.url));
  if (!lock) throw new Error(await alreadyRuns(config.DATA_DIR));
  return embedded.url;
}

async function alreadyRuns(folder: string): Promise<string> {
  const running = await whoRuns(folder);
  const where = running ? ` as process ${running.pid}, at ${running.address}` : '';
  return `Botmint runs on ${folder} already${where}. Stop it first, or set DATA_DIR, PORT and CLONE_PORT for another.`;
}

/** A real workspace as the environment has it, or the local one just as if it stood there. */
async function slackOptions(
  config: Config,
  address: string,
  local: Local | undefined,
): Promise<Omit<SlackOptions, 'deps' | 'underway'>> {
  const admins = config.BOTMINT_ADMINS;
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: apiUrl } = config;
  if (botToken && signingSecret) return { botToken, signingSecret, apiUrl, admins };
  if (!local) throw new Error('neither a real workspace nor a local one');
  const manifest: unknown = parseYaml(await readFile(join(import.meta.dirname, '../manifest.yml'), 'utf8'));
  const installed = await local.install(manifest, { requestUrl: address + SLACK_PATH });
  return {
    botToken: new Secret(installed.botToken),
    signingSecret: new Secret(installed.signingSecret),
    apiUrl: `${local.url}/api/`,
    admins,
  };
}
