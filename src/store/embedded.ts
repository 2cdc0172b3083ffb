import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DatabaseError } from 'pg';
import { findBinaries } from './binaries.ts';
import { prepareCluster } from './cluster.ts';
import { connect } from './connection.ts';
import {
  isRunning,
  type Postmaster,
  type PostmasterOptions,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts';

/**
 * The Postgres in a data folder, running. Disposing of it stops Postgres, unless another process holds the lock of
 * `holdLock`: then Postgres is that process's, and is left alone. So give back a lock of your own first, which
 * `await using` in this order does by itself.
 */
export interface Embedded extends AsyncDisposable {
  /** As the role `botmint`, no superuser, which owns the database `botmint`. */
  readonly url: string;
  /** As the superuser `postgres`, in the same database. */
  readonly superuserUrl: string;
}

interface Options {
  /** The data folder. The cluster is in `postgres`, its log in `postgres.log`. */
  folder: string;
  random: { bytes: (count: number) => Uint8Array };
  log: (line: string) => void;
  /** Settings of Postgres that differ from ours. */
  settings?: Readonly<Record<string, string>>;
}

// For a laptop: little memory, few processes (reads without I/O workers, no replication), no data lost when the power
// goes. The log names what failed and never a value: rows and statements may hold what nobody should read there.
const laptop = {
  max_connections: '60',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** Opens the Postgres of a data folder: made at first, adopted when it is running, recovered after a crash. */
export async function openEmbedded({ folder, random, log, settings }: Options): Promise<Embedded> {
  const home = await realpath(folder);
  const { initdb, postgres } = await findBinaries();
  const cluster = await prepareCluster({ folder: home, initdb, random, log });
  const logFile = join(home, 'postgres.log');
  const postmaster = await openDatabase({
    cluster,
    postgres,
    logFile,
    settings: { ...laptop, ...settings },
  });
  const url = urlOf(postmaster, 'botmint', cluster.applicationPassword, 'botmint');
  return {
    url,
    superuserUrl: urlOf(postmaster, 'postgres', cluster.superuserPassword, 'botmint'),
    async [Symbol.asyncDispose]() {
      await using lock = await holdLock(url).catch(() => undefined);
      if (lock) await stopPostmaster(postmaster, cluster.folder);
    },
  };
}

// A Postgres that was killed this moment still looks alive and is adopted; it is started anew once it is gone.
async function openDatabase(options: PostmasterOptions): Promise<Postmaster> {
  const { folder, superuserPassword, applicationPassword } = options.cluster;
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await startPostmaster(options);
    try {
      await createDatabase(urlOf(postmaster, 'postgres', superuserPassword, 'postgres'), applicationPassword);
      return postmaster;
    } catch (error) {
      await sleep(100);
      if (attempt === 5 || (await isRunning(postmaster, folder))) throw error;
    }
  }
}

function urlOf({ port }: Postmaster, role: string, password: string, database: string): string {
  return `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
}

// Every step can have been done before: by a process that was killed half-way, or by one that does the same now.
async function createDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = await connect(superuserUrl, 'botmint setup');
  try {
    const names = await client.query<{ name: string }>(
      `select rolname as name from pg_roles where rolname = 'botmint'
       union all select datname from pg_database where datname = 'botmint'`,
    );
    if (names.rowCount === 2) return;
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const roles = await client.query("select from pg_roles where rolname = 'botmint'");
    if (roles.rowCount === 0) {
      const options = 'login nosuperuser nobypassrls nocreatedb nocreaterole';
      await client.query(`create role botmint ${options} password ${client.escapeLiteral(password)}`);
    }
    const databases = await client.query("select from pg_database where datname = 'botmint'");
    if (databases.rowCount === 0) await client.query('create database botmint owner botmint');
  } finally {
    await client.end();
  }
}

// "botm" in ASCII. Advisory locks belong to a database, so two data folders do not meet.
const lockKey = 0x626f746d;
const lockNotAvailable = '55P03';

/**
 * Takes the lock that decides who is Botmint on a database, and holds it on a connection of its own; undefined when
 * another process has it. When the connection is lost (Postgres recovers from a crash of its own in about 40 ms) it
 * is taken again.
 */
export async function holdLock(databaseUrl: string): Promise<AsyncDisposable | undefined> {
  let released = false;
  let held = await tryLock(databaseUrl, retake);
  if (!held) return undefined;
  return {
    async [Symbol.asyncDispose]() {
      released = true;
      await held?.end();
    },
  };

  async function retake(): Promise<void> {
    held = undefined;
    while (!released && !held) {
      await sleep(100, undefined, { ref: false });
      held = await tryLock(databaseUrl, retake).catch(() => undefined);
    }
    if (released) await held?.end();
  }
}

// Waits a moment: the lock of a process that was killed is held until Postgres has noticed.
async function tryLock(databaseUrl: string, whenLost: () => Promise<void>): Promise<Client | undefined> {
  const client = await connect(databaseUrl, 'botmint lock', { lock_timeout: 500 });
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
  } catch (error) {
    await client.end();
    if (error instanceof DatabaseError && error.code === lockNotAvailable) return undefined;
    throw error;
  }
  client.once('end', () => void whenLost());
  return client;
}
