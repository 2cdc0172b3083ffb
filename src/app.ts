import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Deps } from './commands/execute.ts';
import { commands } from './commands/index.ts';
import { openIssuer } from './commands/issuer.ts';
import { LastUsed } from './commands/last-used.ts';
import { Limits } from './commands/limits.ts';
import { peersOver, staleIn } from './commands/peers.ts';
import { Verified } from './commands/verified.ts';
import type { Config } from './config.ts';
import { FollowingClock } from './core/following-clock.ts';
import { Lease } from './core/lease.ts';
import type { Clock, Ids, Log, Random } from './core/ports.ts';
import { sealKey } from './core/seal.ts';
import { Secret } from './core/secret.ts';
import { announce, makeDataFolder, readSecretKey, whoRuns } from './data-folder.ts';
import { openClone } from './slack-clone/clone.ts';
import { type Database, openDatabase, refuseUnboundRole } from './store/database.ts';
import { holdLock, openEmbedded } from './store/embedded.ts';
import { RedisLimits } from './store/limits.ts';
import { migrate } from './store/migrate.ts';
import { Peering } from './store/peering.ts';
import { buildServer } from './surfaces/rest/server.ts';
import { Underway } from './surfaces/underway.ts';
import { openSlack, SLACK_PATH, type SlackOptions, type SlackSurface } from './surfaces/slack/open.ts';

export interface System {
  clock: Clock;
  random: Random;
  ids: Ids;
  log: Log;
}

/** A running Botmint. */
export interface Botmint extends AsyncDisposable {
  address: string;
  /** Of the local workspace; undefined where a real one is used. */
  workspaceAddress: string | undefined;
}

/** Starts all of Botmint in this process: database, local workspace, surfaces. What was opened closes on failure too. */
export async function openBotmint(config: Config, system: System): Promise<Botmint> {
  await using stack = new AsyncDisposableStack();
  await makeDataFolder(config.DATA_DIR);
  const databaseUrl = await openPostgres(config, system, stack);
  await migrate(databaseUrl, system.clock);
  const deps = await openCore(databaseUrl, config, system, stack);
  // Slack opens last: it answers only when there is somewhere to call back to.
  const opening: { slack?: SlackSurface } = {};
  const local = config.SLACK_BOT_TOKEN ? undefined : await openWorkspace(databaseUrl, config, system, stack);
  const hosts = new Set<string>();
  const underway = new Underway();
  const server = buildServer({
    deps,
    hosts,
    underway,
    workspaceUrl: local?.url,
    trustedProxies: config.TRUSTED_PROXIES,
    parts: {
      database: () => deps.database.ping(),
      slack: async () => opening.slack?.ping() ?? Promise.reject(new Error('not open yet')),
    },
    mounts: [
      {
        path: SLACK_PATH,
        admit: (headers) =>
          opening.slack?.freshness.admit(headers) ?? {
            refused: 'Botmint is still starting. Try again in a second.',
          },
        listener: (request, response) => opening.slack?.listener(request, response),
      },
    ],
  });
  stack.defer(() => server.close());
  const address = await listen(server, config, hosts);
  opening.slack = await openSlack({ deps, underway, ...(await slackOptions(config, address, local)) });
  await opening.slack.readRoster();
  if (local) await opening.slack.welcome();
  stack.use(await announce(config.DATA_DIR, { pid: process.pid, address }));
  const opened = stack.move();
  return { address, workspaceAddress: local?.url, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

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

async function openCore(
  databaseUrl: string,
  config: Config,
  system: System,
  stack: AsyncDisposableStack,
): Promise<Deps> {
  const { random, ids, log } = system;
  const database = stack.use(openDatabase(databaseUrl, log));
  const { peering, verified, clock } = await openPeering(databaseUrl, database, system, stack);
  const key = sealKey(config.SECRET_KEY ?? (await readSecretKey(config.DATA_DIR, random)));
  const publicUrl = config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT || 3000}`;
  const issuer = await openIssuer({ database, clock, random, sealKey: key, publicUrl });
  const shared =
    config.REDIS_URL === undefined ? undefined : stack.use(new RedisLimits(config.REDIS_URL, log));
  const limits = new Limits(clock, { shared, living: () => peering.living });
  const lastUsed = stack.use(new LastUsed({ database, clock, log }));
  const peers = peersOver(peering);
  return { database, clock, random, ids, issuer, limits, log, peers, verified, lastUsed, commands };
}

/** Joins the other processes of this installation: with them comes the time, and word of what is stale. */
async function openPeering(
  databaseUrl: string,
  database: Database,
  { clock: own, ids, log }: System,
  stack: AsyncDisposableStack,
) {
  const clock = new FollowingClock(own);
  const lease = new Lease(() => clock.elapsed());
  const verified = new Verified(lease);
  const peering = await Peering.open({
    url: databaseUrl,
    database,
    name: `${hostname()} ${process.pid}`,
    clock,
    lease,
    ids,
    log,
    forget: (message) => verified.drop(staleIn(message)),
  });
  return { peering: stack.use(peering), verified, clock };
}

async function openWorkspace(
  databaseUrl: string,
  config: Config,
  system: System,
  stack: AsyncDisposableStack,
) {
  return stack.use(
    await openClone({
      id: 'slack-local',
      databaseUrl,
      registryPath: join(config.DATA_DIR, 'registry.json'),
      clock: system.clock,
      random: system.random,
      port: config.CLONE_PORT,
      log: system.log,
    }),
  );
}

/** A real workspace as the environment has it, or the local one just as if it stood there. */
async function slackOptions(
  config: Config,
  address: string,
  local: Awaited<ReturnType<typeof openClone>> | undefined,
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

async function listen(
  server: ReturnType<typeof buildServer>,
  config: Config,
  hosts: Set<string>,
): Promise<string> {
  const { HOST: host, PORT: port } = config;
  await server.listen({ host, port }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken
      ? new Error(`Port ${port} is taken. Give Botmint another: PORT=${port + 10} npm start`)
      : error;
  });
  const bound = server.server.address();
  const at = typeof bound === 'object' && bound ? bound.port : port;
  const own = new URL(`http://${isIPv6(host) ? `[${host}]` : host}:${at}`);
  // As a browser writes them, without the port where it is HTTP's own.
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) hosts.add(new URL(`http://${name}:${at}`).host);
  hosts.add(own.host);
  if (config.PUBLIC_URL !== undefined) hosts.add(new URL(config.PUBLIC_URL).host);
  // All addresses of a machine are none to go to.
  if (['0.0.0.0', '::'].includes(host)) own.hostname = '127.0.0.1';
  return own.origin;
}
