import { Pool, type QueryResultRow } from 'pg';
import type { Id } from '../../src/core/ids.ts';
import { sealKey, vaultOf } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import * as bots from '../../src/store/bots.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { clock, ids, random } from '../../src/system.ts';
import { openWorking } from '../jobs/working.ts';
import { openRedis, REDIS_ADVICE, type RedisServer } from '../redis-server.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { type Crew, openCrew } from './crew.ts';
import { openReceiver, type Receiver } from './receiver.ts';

/** Where the queue is, and how many processes work on it. */
export interface Setting {
  backend: 'postgres' | 'redis';
  workers: number;
}

/** All that a fault can befall, and all of it real. */
export interface Stage extends AsyncDisposable {
  setting: Setting;
  cluster: Cluster;
  /** Where the queue is in Redis. */
  redis: RedisServer | undefined;
  receiver: Receiver;
  crew: Crew;
  /** What events and webhooks are written with, as a command would. */
  deps: { database: Database; ids: typeof ids; clock: typeof clock; vault: ReturnType<typeof vaultOf> };
  organization: Id<'organization'>;
  owner: Id<'member'>;
  /** Asks the database, whatever the organization. */
  ask: <Row extends QueryResultRow>(query: string, values?: unknown[]) => Promise<Row[]>;
}

const SECRET_KEY = 'a key for tests that is long enough to be one';

/** Opens one; with the queue in Redis on this one, or on one of its own. */
export async function openStage(setting: Setting, given?: RedisServer): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await openCluster());
  const redis = given ?? (setting.backend === 'redis' ? stack.use(await openRedis()) : undefined);
  if (setting.backend === 'redis' && !redis) throw new Error(REDIS_ADVICE);
  const receiver = stack.use(await openReceiver());
  const working = stack.use(
    await openWorking(cluster.url, {
      REDIS_URL: redis?.url ?? '',
      WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
      SECRET_KEY,
    }),
  );
  // What breaks here is what is to break.
  const database = stack.use(openDatabase(cluster.url, { warn: () => {}, error: () => {} }));
  const vault = vaultOf(sealKey(new Secret(SECRET_KEY)), random);
  const pool = stack.adopt(openAsker(cluster.url), async (each) => each.end());
  const ask: Stage['ask'] = async <Row extends QueryResultRow>(query: string, values?: unknown[]) =>
    (await pool.query<Row>(query, values)).rows;
  const { organization, owner } = await settle(ask);
  const crew = await openCrew(working, setting.workers);
  const opened = stack.move();
  return {
    setting,
    cluster,
    redis,
    receiver,
    crew,
    deps: { database, ids, clock, vault },
    organization,
    owner,
    ask,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function openAsker(connectionString: string): Pool {
  const pool = new Pool({ connectionString, options: '-c app.organization=*', max: 4 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The organization of the local workspace, and bob of it, who owns every bot. */
async function settle(ask: Stage['ask']): Promise<{ organization: Id<'organization'>; owner: Id<'member'> }> {
  const organization = ids.make<'organization'>();
  const owner = ids.make<'member'>();
  await ask(
    `insert into organization (id, slack_team_id, name, created_at)
     select $1, id, name, now() from clone_slack_local.workspace`,
    [organization],
  );
  await ask(
    `insert into member (organization_id, id, slack_user_id, name, time_zone, workspace_role, is_deactivated, checked_at, created_at)
     select $1, $2, id, name, 'UTC', 'member', false, now(), now() from clone_slack_local.member where name = 'bob'`,
    [organization, owner],
  );
  return { organization, owner };
}

/** A bot of bob's. */
export async function makeBot(stage: Stage, username: string): Promise<Id<'bot'>> {
  const { deps, organization, owner } = stage;
  const id = deps.ids.make<'bot'>();
  const row = { organization_id: organization, id, username, display_name: username, owner_id: owner };
  await using transaction = deps.database.begin(organization, 'write');
  await bots.insert(transaction.db, { ...row, created_at: deps.clock.now() });
  await transaction.commit();
  return id;
}
