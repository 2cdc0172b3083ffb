import { listen } from './bind.ts';
import { type Local, openClones } from './clones.ts';
import type { Config } from './config.ts';
import { announce, makeDataFolder, whoRuns } from './data-folder.ts';
import { openDeps, type System } from './deps.ts';
import { messengerOver, openMatrix } from './matrix.ts';
import { withRegistration } from './matrix-registration.ts';
import { migrateQueue } from './jobs/queue.ts';
import { type Jobs, startJobs } from './jobs/start.ts';
import { refuseUnboundRole } from './store/database.ts';
import { holdLock, openEmbedded } from './store/embedded.ts';
import { migrate } from './store/migrate.ts';
import {
  installPathOf,
  isRealSlack,
  openSlackSide,
  openSpeaking,
  sayingAt,
  slackMounts,
  type SlackSide,
  type SlackSpeaking,
} from './slack.ts';
import { openMcp } from './surfaces/mcp/open.ts';
import { OwnAddress } from './surfaces/own-address.ts';
import { buildServer } from './surfaces/rest/server.ts';
import { buildWatch } from './surfaces/rest/watching.ts';
import { Underway } from './surfaces/underway.ts';

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
 * @param hostsClones whether local workspaces run in this process as well
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
    slack: async () => opening.slack?.surface.ping() ?? notOpen(),
    queue: async () => opening.jobs?.ping() ?? notOpen(),
  };
  const { deps, scrape, installations, ...hands } = await openDeps(databaseUrl, config, system, stack, {
    ...pings,
    directory: { look: async (person) => opening.slack?.directory.look(person) ?? notOpen() },
  });
  const clones = hostsClones ? await openClones(databaseUrl, config, system, stack) : undefined;
  const local = clones?.local;
  const own = new OwnAddress();
  const underway = new Underway();
  const matrix = openMatrix(deps, config);
  const mounts = [...slackMounts(config, () => opening.slack), ...(matrix?.mounts(underway) ?? [])];
  const server = buildServer({
    deps,
    underway,
    workspaceUrl: local?.url,
    installPath: installPathOf(config),
    trustedProxies: config.TRUSTED_PROXIES,
    own,
    watched: { scrape, meter: deps.meter, parts: { database: () => deps.database.ping(), ...pings } },
    mounts: [...mounts, ...(clones?.mounts(deps) ?? []), ...openMcp({ deps, underway, own })],
  });
  stack.defer(() => server.close());
  const another = `Give Botmint another: PORT=${config.PORT + 10} npm start`;
  const address = await listen(server, config, { port: config.PORT, another, own });
  const open = async () => openSlackSide({ deps, installations, config, underway, address, local });
  await enter(open, opening, local);
  // Its line goes when what came over it is answered, which the server waits for.
  stack.defer(async () => opening.slack?.surface[Symbol.asyncDispose]());
  stack.use(await announce(config.DATA_DIR, { pid: process.pid, address, control: deps.control }));
  const messenger = messengerOver(sayingAt(opening), matrix?.messenger);
  const jobs = startJobs({ deps, ...hands, messenger, matrix, databaseUrl, redisUrl: config.REDIS_URL });
  opening.jobs = jobs;
  if (matrix) stack.use(matrix.greet());
  // Both wait for what they have begun, and neither for the other.
  stack.defer(async () => void (await Promise.all([jobs[Symbol.asyncDispose](), server.close()])));
  stack.defer(() => opening.slack?.surface.close());
  const opened = stack.move();
  const where = { address, workspaceAddress: local?.url, commandBot: deps.homeserver?.self };
  return { ...where, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** What opens after the server that speaks for it. */
interface Opening {
  speaking?: SlackSpeaking;
  slack?: SlackSide;
  jobs?: Jobs;
}

/** Opens Slack: the local workspace once more whenever it was emptied or has other tokens. */
async function enter(
  open: () => Promise<SlackSide>,
  opening: Opening,
  local: Local | undefined,
): Promise<void> {
  opening.slack = await open();
  if (local) local.renewed = async () => enter(open, opening, local);
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
  const databaseUrl = refuseUnset('work', given);
  await using stack = new AsyncDisposableStack();
  await makeDataFolder(given.DATA_DIR);
  const config = await withRegistration(given);
  await refuseUnboundRole(databaseUrl);
  await migrate(databaseUrl, system.clock);
  const opening: Opening = {};
  const queue = async () => opening.jobs?.ping() ?? notOpen();
  const { deps, scrape, installations, ...hands } = await openDeps(databaseUrl, config, system, stack, {
    queue,
    directory: { look: async (person) => opening.speaking?.directory.look(person) ?? notOpen() },
  });
  const speaking = openSpeaking({ deps, installations, config });
  opening.speaking = speaking;
  const own = new OwnAddress();
  const parts = { database: () => deps.database.ping(), queue };
  const { WORK_PORT: port } = config;
  const watch = buildWatch({ scrape, meter: deps.meter, parts }, own);
  stack.defer(() => watch.close());
  const another = `Give it another: WORK_PORT=${Number(port) + 1} npm run work`;
  const address = port === undefined ? undefined : await listen(watch, config, { port, another, own });
  const matrix = openMatrix(deps, config);
  const messenger = messengerOver(speaking.messenger, matrix?.messenger);
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

/** The database's address. */
function refuseUnset(command: string, config: Config): string {
  const { DATABASE_URL: databaseUrl } = config;
  const isSlack = isRealSlack(config);
  if (databaseUrl !== undefined && isSlack) return databaseUrl;
  const slack = 'a Slack: SLACK_BOT_TOKEN, or SLACK_CLIENT_ID for many workspaces';
  const missing = [...(databaseUrl === undefined ? ['DATABASE_URL'] : []), ...(isSlack ? [] : [slack])];
  throw new Error(unset(command, missing.join(' and ')));
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
