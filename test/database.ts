import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';
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

/** A database with all migrations applied: cloned from one that the run's first caller made. */
export async function migratedDatabase(): Promise<TestDatabase> {
  await prepareTemplate();
  return cloneDatabase('migrated');
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

let count = 0;

async function cloneDatabase(template: string): Promise<TestDatabase> {
  const { url } = await postgres();
  const name = `test_${process.pid}_${(count += 1)}`;
  // Copying the files is faster than logging them, and the checkpoint that it needs is nothing without fsync.
  await asSuperuser((client) =>
    client.query(`create database ${name} owner botmint template ${template} strategy file_copy`),
  );
  return {
    url: withDatabase(url, name),
    async [Symbol.asyncDispose]() {
      const left = await asSuperuser(async (client) => {
        const connections = await connectionsLeft(client, name);
        await client.query(`drop database ${name} with (force)`);
        return connections;
      });
      if (left.length > 0) throw new Error(`The test left connections open: ${left.join('; ')}`);
    },
  };
}

// Whatever opens, closes: a test that leaves a connection open fails. A connection that was just closed is seen for a
// few milliseconds more.
async function connectionsLeft(client: Client, name: string): Promise<string[]> {
  for (let attempt = 0; ; attempt += 1) {
    const { rows } = await client.query<{ connection: string }>(
      `select concat_ws(', ', nullif(application_name, ''), state, query) as connection
       from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || attempt === 20) return rows.map(({ connection }) => connection);
    await sleep(10);
  }
}

let prepared: Promise<void> | undefined;

async function prepareTemplate(): Promise<void> {
  prepared ??= asSuperuser(async (client) => {
    await client.query("select pg_advisory_lock(hashtext('migrated'))");
    const { rows } = await client.query("select from pg_database where datname = 'migrated'");
    if (rows.length > 0) return;
    // Renamed when it is whole, so that a migration that fails is seen by each test that needs it.
    await client.query('drop database if exists migrating');
    await client.query('create database migrating owner botmint');
    await migrate(withDatabase((await postgres()).url, 'migrating'), {
      now: () => new Date('2026-01-01T00:00:00Z'),
    });
    await client.query('alter database migrating rename to migrated');
  });
  return prepared;
}

async function asSuperuser<Result>(use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client((await postgres()).superuserUrl);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
