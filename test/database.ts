import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';
import { migrateQueue } from '../src/jobs/queue.ts';
import { schemaOf } from '../src/slack-clone/store/database.ts';
import { migrate as migrateClone } from '../src/slack-clone/store/migrate.ts';
import { migrate } from '../src/store/migrate.ts';

/** A database of one test's own, gone when disposed. */
export interface TestDatabase extends AsyncDisposable {
  /** As the role that Botmint has: it owns the database and is no superuser. */
  readonly url: string;
}

/** A database with nothing in it. */
export async function freshDatabase(): Promise<TestDatabase> {
  return cloneDatabase('template1');
}

/** A database with all migrations applied. */
export async function migratedDatabase(): Promise<TestDatabase> {
  return templated('migrated');
}

/** A database with the tables of the local workspace, which has nobody in it yet. */
export async function workspaceDatabase(): Promise<TestDatabase> {
  return templated('workspace');
}

/** A database with all that a start makes in it: the tables of Botmint, of the local workspace and of the queue. */
export async function startedDatabase(): Promise<TestDatabase> {
  return templated('started');
}

const Postgres = z.object({ url: z.string(), superuserUrl: z.string() });
let answer: Promise<z.infer<typeof Postgres>> | undefined;

async function postgres(): Promise<z.infer<typeof Postgres>> {
  answer ??= ask();
  return answer;
}

async function ask(): Promise<z.infer<typeof Postgres>> {
  const response = await fetch(inject('postgres'));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return Postgres.parse(JSON.parse(text));
}

let pool: Promise<Pool> | undefined;

/** What makes and removes databases: a connection for each would cost more than what it is for. */
async function superuser(): Promise<Pool> {
  pool ??= postgres().then(
    ({ superuserUrl }) => new Pool({ connectionString: superuserUrl, allowExitOnIdle: true }),
  );
  return pool;
}

let count = 0;

async function cloneDatabase(template: string): Promise<TestDatabase> {
  const [{ url }, client] = await Promise.all([postgres(), superuser()]);
  const name = `test_${process.pid}_${(count += 1)}`;
  // Copying the files is faster than logging them, and the checkpoint that it needs is nothing without fsync.
  await client.query(`create database ${name} owner botmint template ${template} strategy file_copy`);
  return {
    url: withDatabase(url, name),
    async [Symbol.asyncDispose]() {
      const left = await connectionsLeft(client, name);
      await client.query(`drop database ${name} with (force)`);
      if (left.length > 0) throw new Error(`The test left connections open: ${left.join('; ')}`);
    },
  };
}

// Whatever opens, closes: a test that leaves a connection open fails. A connection that was just closed is seen for a
// few milliseconds more.
async function connectionsLeft(client: Pool, name: string): Promise<string[]> {
  for (let attempt = 0; ; attempt += 1) {
    const { rows } = await client.query<{ connection: string }>(
      `select concat_ws(', ', nullif(application_name, ''), state, query) as connection
       from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || attempt === 50) return rows.map(({ connection }) => connection);
    await sleep(4);
  }
}

const templates = {
  migrated: migrateOurs,
  workspace: migrateWorkspace,
  started: async (url: string) =>
    void (await Promise.all([migrateOurs(url), migrateWorkspace(url), migrateQueue(url)])),
};

const prepared = new Map<keyof typeof templates, Promise<void>>();

/** A database cloned from one that the run's first caller made. */
async function templated(name: keyof typeof templates): Promise<TestDatabase> {
  const ready = prepared.get(name) ?? prepare(name);
  prepared.set(name, ready);
  await ready;
  return cloneDatabase(name);
}

async function prepare(name: keyof typeof templates): Promise<void> {
  const { superuserUrl } = await postgres();
  const client = new Client(superuserUrl);
  await client.connect();
  try {
    // Until the connection ends.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rows } = await client.query('select from pg_database where datname = $1', [name]);
    if (rows.length > 0) return;
    // Renamed when it is whole, so that what fails in making it is seen by each test that needs it.
    await client.query(`drop database if exists making_${name}`);
    await client.query(`create database making_${name} owner botmint`);
    await templates[name](withDatabase((await postgres()).url, `making_${name}`));
    await client.query(`alter database making_${name} rename to ${name}`);
  } finally {
    await client.end();
  }
}

async function migrateOurs(url: string): Promise<void> {
  await migrate(url, { now: () => new Date('2026-01-01T00:00:00Z') });
}

async function migrateWorkspace(url: string): Promise<void> {
  const clone = new Pool({ connectionString: url });
  await migrateClone(clone, schemaOf('slack-local'));
  await clone.end();
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
