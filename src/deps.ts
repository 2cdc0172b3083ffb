import { hostname } from 'node:os';
import type { Deps } from './commands/execute.ts';
import { commands } from './commands/index.ts';
import { openIssuer } from './commands/issuer.ts';
import { LastUsed } from './commands/last-used.ts';
import { Limits } from './commands/limits.ts';
import { Lookups } from './commands/lookups.ts';
import { peersOver, type Stale, staleIn } from './commands/peers.ts';
import { Polls } from './commands/polls.ts';
import { SlackInstallations } from './commands/slack-installations.ts';
import { Verified } from './commands/verified.ts';
import { checksOf, type Pings } from './checks.ts';
import type { Config } from './config.ts';
import { alarmOf } from './core/alarm.ts';
import { FollowingClock } from './core/following-clock.ts';
import type { Issuer } from './core/jwt.ts';
import type { Homeserver } from './core/matrix.ts';
import { Lease } from './core/lease.ts';
import type { Clock, Directory, Ids, Log, Random, Vault } from './core/ports.ts';
import { mintControl } from './core/tokens.ts';
import { sealKey, vaultOf } from './core/seal.ts';
import { Wakers } from './core/waker.ts';
import { readSecretKey } from './data-folder.ts';
import type { JobsOptions } from './jobs/start.ts';
import { openEgress } from './jobs/webhooks/egress.ts';
import { type Database, openDatabase } from './store/database.ts';
import { RedisLimits } from './store/limits.ts';
import { Peering } from './store/peering.ts';
import { Pinging } from './surfaces/matrix/pinging.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';
import { openTracing } from './tracing.ts';

export interface System {
  clock: Clock;
  random: Random;
  ids: Ids;
  log: Log;
}

interface Opened extends Pick<JobsOptions, 'processId' | 'lease' | 'wakers'> {
  deps: Deps;
  scrape: Telemetry['scrape'];
  installations: SlackInstallations;
}

/** All that commands stand on in this process, and who it is among the others. */
export async function openDeps(
  databaseUrl: string,
  config: Config,
  system: System,
  stack: AsyncDisposableStack,
  { directory, ...pings }: Pings & { directory: Directory },
): Promise<Opened> {
  const { random, ids, log } = system;
  const database = stack.use(openDatabase(databaseUrl, log));
  // The issuer wants the time, which comes with the others; what they say of keys is for it.
  const opening: { issuer?: Issuer; installations?: SlackInstallations } = {};
  const heard = async (stale: Stale): Promise<void> => {
    opening.installations?.drop(stale);
    if (stale.keys) await opening.issuer?.reload();
  };
  const joined = await openPeering(databaseUrl, database, heard, system, stack);
  const { peering, verified, clock, lease, wakers, polls } = joined;
  const { meter, scrape } = openTelemetry({ database, clock, living: () => peering.living });
  const tracing = stack.use(await openTracing(config, { processId: peering.id, clock, log }));
  const sealed = await openSealed(config, { database, clock, random, lease });
  const { issuer, vault, installations } = sealed;
  opening.issuer = issuer;
  opening.installations = installations;
  // A key that was made between its first look and here was not heard of.
  await issuer.reload();
  const egress = stack.use(openEgress({ allowed: config.WEBHOOK_ALLOWED_NETWORKS }));
  const homeserver = await openHomeserver(config, vault, alarmOf({ log, clock }));
  const deps = {
    database,
    clock,
    random,
    ids,
    issuer,
    limits: openLimits({ config, clock, log, living: () => peering.living }, stack),
    log,
    peers: peersOver(peering),
    verified,
    lookups: new Lookups(database, clock),
    lastUsed: stack.use(new LastUsed({ database, clock, log })),
    vault,
    egress,
    tracing,
    meter,
    directory,
    homeserver,
    control: mintControl(random),
    commands,
    checks: checksOf({ config, database, clock, own: system.clock, lease, egress, homeserver, pings }),
    polls,
  };
  return { deps, scrape, installations, processId: peering.id, lease, wakers };
}

/** What stands on the key of this installation. */
async function openSealed(
  config: Config,
  { database, clock, random, lease }: { database: Database; clock: Clock; random: Random; lease: Lease },
) {
  const key = sealKey(config.SECRET_KEY ?? (await readSecretKey(config.DATA_DIR, random)));
  const publicUrl = config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT || 3000}`;
  const vault = vaultOf(key, random);
  return {
    vault,
    issuer: await openIssuer({ database, clock, random, sealKey: key, publicUrl }),
    installations: new SlackInstallations(database, vault, lease),
  };
}

/** Where requests are counted: with the other processes in Redis, where there is one. */
function openLimits(
  { config, clock, log, living }: { config: Config; clock: Clock; log: Log; living: () => number },
  stack: AsyncDisposableStack,
): Limits {
  const { REDIS_URL: url } = config;
  const shared = url === undefined ? undefined : stack.use(new RedisLimits(url, log));
  return new Limits(clock, { shared, living });
}

/** Joins the other processes of this installation: with them comes the time, and word of what is stale. */
async function openPeering(
  databaseUrl: string,
  database: Database,
  heard: (stale: Stale) => Promise<void>,
  { clock: own, ids, log }: System,
  stack: AsyncDisposableStack,
) {
  const clock = new FollowingClock(own);
  const lease = new Lease(() => clock.elapsed());
  const verified = new Verified(lease);
  const wakers = new Wakers();
  const polls = new Polls({ database, ids });
  const peering = await Peering.open({
    url: databaseUrl,
    database,
    name: `${hostname()} ${process.pid}`,
    clock,
    lease,
    ids,
    log,
    hearDue: (text) => wakers.tell(text),
    hearUpdates: (text) => polls.hear(text),
    forget: async (message) => {
      const stale = staleIn(message);
      verified.drop(stale);
      polls.drop(stale);
      await heard(stale);
    },
  });
  return { peering: stack.use(peering), verified, clock, lease, wakers, polls };
}

/** Loaded where it is wanted: it takes a start longer than all else. */
async function openHomeserver(
  config: Config,
  vault: Vault,
  alarm: (line: string) => void,
): Promise<Homeserver | undefined> {
  const { MATRIX_HOMESERVER_URL: url, MATRIX_SERVER_NAME: serverName } = config;
  const { MATRIX_AS_TOKEN: token, MATRIX_HS_TOKEN: hsToken } = config;
  if (url === undefined || serverName === undefined || !token || !hsToken) return undefined;
  const pinging = new Pinging(vault, hsToken);
  const { MatrixHomeserver } = await import('./surfaces/matrix/homeserver.ts');
  return new MatrixHomeserver({ url, serverName, token, alarm, pingId: () => pinging.make() });
}
