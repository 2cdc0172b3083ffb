import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { connect } from './connection.ts';

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

const ours = join(import.meta.dirname, '..', '..', 'migrations');

// "migr" in ASCII.
const lockKey = 0x6d696772;

/**
 * Brings a database to what the files in `migrations/` say: numbered, plain SQL, each applied once in a transaction of
 * its own, forward only. Several processes may call it at once; the first one works and the others wait.
 */
export async function migrate(databaseUrl: string, clock: { now(): Date }, folder = ours): Promise<void> {
  const migrations = await readMigrations(folder);
  const client = await connect(databaseUrl, 'botmint migrate');
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    const applied = await readApplied(client);
    refuseWhatDiffers(migrations, applied);
    for (const migration of migrations) {
      if (!applied.has(migration.name)) await apply(client, migration, clock);
    }
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
  const migrations: Migration[] = [];
  for (const [index, name] of names.entries()) {
    const number = String(index + 1).padStart(4, '0');
    if (!new RegExp(`^${number}-[a-z0-9-]+\\.sql$`).test(name)) {
      throw new Error(
        `The migration ${name} is out of line: the next one is named ${number}-what-it-does.sql.`,
      );
    }
    const sql = await readFile(join(folder, name), 'utf8');
    migrations.push({ name, sql, checksum: createHash('sha256').update(sql).digest('hex') });
  }
  return migrations;
}

async function readApplied(client: Client): Promise<Map<string, string>> {
  const { rows: tables } = await client.query(
    "select from pg_tables where tablename = 'migration' and schemaname = current_schema()",
  );
  if (tables.length === 0) {
    await client.query(
      'create table migration (name text primary key, checksum text not null, applied_at timestamptz not null)',
    );
  }
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function refuseWhatDiffers(migrations: Migration[], applied: Map<string, string>): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    const now = checksums.get(name);
    if (now === undefined) {
      throw new Error(
        `The database was migrated by another version of Botmint, with ${name}: run that version or a newer one.`,
      );
    }
    if (now !== checksum) {
      throw new Error(
        `The migration ${name} was changed after it had been applied: restore it and put the change in a new file.`,
      );
    }
  }
}

async function apply(
  client: Client,
  { name, sql, checksum }: Migration,
  clock: { now(): Date },
): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into migration (name, checksum, applied_at) values ($1, $2, $3)', [
      name,
      checksum,
      clock.now(),
    ]);
    await client.query('commit');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The migration ${name} failed and was undone: ${reason}.`, { cause: error });
  }
}
