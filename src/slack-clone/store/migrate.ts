import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool, PoolClient } from 'pg';

const FOLDER = join(import.meta.dirname, '..', 'migrations');

/** Brings the clone's schema to the newest state. Of several at once, one migrates and the others wait for it. */
export async function migrate(pool: Pool, schema: string): Promise<void> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).toSorted();
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [schema]);
    await apply(client, schema, files);
    await client.query('commit');
    client.release();
  } catch (error) {
    // The connection goes with its open transaction; nothing of a half-made schema stays.
    client.release(true);
    throw error;
  }
}

/**
 * Each file runs once, in the order of its number, with the schema as its search path. All that are missing go in one
 * message: a new workspace would wait longer for two dozen answers than for its tables.
 */
async function apply(client: PoolClient, schema: string, files: string[]): Promise<void> {
  await client.query(`
    create schema if not exists "${schema}";
    set local search_path to "${schema}";
    create table if not exists migration (file text primary key);
  `);
  const done = await client.query<{ file: string }>('select file from migration');
  const applied = new Set(done.rows.map((row) => row.file));
  const missing = files.filter((name) => !applied.has(name));
  if (missing.length === 0) return;
  const texts = await Promise.all(missing.map((file) => readFile(join(FOLDER, file), 'utf8')));
  await client.query(texts.join(';\n'));
  await client.query('insert into migration (file) select unnest($1::text[])', [missing]);
}
