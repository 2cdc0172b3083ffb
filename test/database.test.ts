import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { freshDatabase } from './database.ts';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  test('is empty, and its role is no superuser and cannot pass by row-level security', async () => {
    await using database = await freshDatabase();
    const role = 'select rolsuper, rolbypassrls from pg_roles where rolname = current_user';
    expect(await ask(database.url, role)).toEqual([{ rolsuper: false, rolbypassrls: false }]);
    expect(await ask(database.url, "select tablename from pg_tables where schemaname = 'public'")).toEqual(
      [],
    );
    expect(await ask(database.url, 'create table x ()')).toEqual([]);
  });

  test('is gone after the test', async () => {
    const database = await freshDatabase();
    await database[Symbol.asyncDispose]();
    await expect(ask(database.url, 'select 1')).rejects.toThrow(/does not exist/);
  });

  test('fails a test that leaves a connection open', async () => {
    const database = await freshDatabase();
    const client = new Client({ connectionString: database.url, application_name: 'forgotten' });
    client.on('error', () => undefined);
    await client.connect();
    await expect(database[Symbol.asyncDispose]()).rejects.toThrow(
      'The test left connections open: forgotten',
    );
    await client.end();
  });
});
