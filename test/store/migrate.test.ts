import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { freshDatabase } from '../database.ts';

const clock = { now: () => new Date('2026-03-04T05:06:07Z') };

interface World extends AsyncDisposable {
  url: string;
  folder: string;
  write(files: Record<string, string>): Promise<void>;
  query(sql: string): Promise<unknown[]>;
}

async function world(files: Record<string, string>): Promise<World> {
  const database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'botmint-migrations-'));
  const client = new Client(database.url);
  await client.connect();
  const write = async (more: Record<string, string>) => {
    for (const [name, sql] of Object.entries(more)) await writeFile(join(folder, name), sql);
  };
  await write(files);
  return {
    url: database.url,
    folder,
    write,
    query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    async [Symbol.asyncDispose]() {
      await client.end();
      await rm(folder, { recursive: true });
      await database[Symbol.asyncDispose]();
    },
  };
}

const bots = "create table bot (name text); insert into bot values ('steve');";

describe('migrations', () => {
  test('are applied once each, in order, with the time from the clock', async () => {
    await using here = await world({
      '0002-more.sql': 'alter table bot add label text;',
      '0001-bots.sql': bots,
    });
    await migrate(here.url, clock, here.folder);
    await migrate(here.url, clock, here.folder);
    expect(await here.query('select name, applied_at from migration order by name')).toEqual([
      { name: '0001-bots.sql', applied_at: clock.now() },
      { name: '0002-more.sql', applied_at: clock.now() },
    ]);
    expect(await here.query('select * from bot')).toEqual([{ name: 'steve', label: null }]);
  });

  test('that come later are applied to a database that has the earlier ones', async () => {
    await using here = await world({ '0001-bots.sql': bots });
    await migrate(here.url, clock, here.folder);
    await here.write({ '0002-more.sql': 'alter table bot add label text;' });
    await migrate(here.url, clock, here.folder);
    expect(await here.query('select label from bot')).toEqual([{ label: null }]);
  });

  test('may be asked for by several processes at once', async () => {
    await using here = await world({ '0001-bots.sql': `select pg_sleep(0.05); ${bots}` });
    await Promise.all([1, 2, 3].map(async () => migrate(here.url, clock, here.folder)));
    expect(await here.query('select name from bot')).toHaveLength(1);
  });

  test('that fail leave nothing behind, and can be mended', async () => {
    await using here = await world({ '0001-bots.sql': `${bots} select 1 / 0;` });
    await expect(migrate(here.url, clock, here.folder)).rejects.toThrow(
      'The migration 0001-bots.sql failed and was undone: division by zero.',
    );
    expect(await here.query("select to_regclass('bot') as bot")).toEqual([{ bot: null }]);
    await here.write({ '0001-bots.sql': bots });
    await migrate(here.url, clock, here.folder);
    expect(await here.query('select name from bot')).toHaveLength(1);
  });

  test('are refused when one was changed after it had been applied', async () => {
    await using here = await world({ '0001-bots.sql': bots });
    await migrate(here.url, clock, here.folder);
    await here.write({ '0001-bots.sql': `${bots} -- better` });
    await expect(migrate(here.url, clock, here.folder)).rejects.toThrow(/0001-bots.sql was changed after/);
  });

  test('are refused on a database that a newer version has migrated', async () => {
    await using here = await world({ '0001-bots.sql': bots, '0002-more.sql': 'select 1;' });
    await migrate(here.url, clock, here.folder);
    await rm(join(here.folder, '0002-more.sql'));
    await expect(migrate(here.url, clock, here.folder)).rejects.toThrow(
      /another version of Botmint, with 0002-more/,
    );
  });

  test('are refused when a number is missing or taken twice', async () => {
    await using here = await world({ '0001-bots.sql': bots, '0003-late.sql': 'select 1;' });
    await expect(migrate(here.url, clock, here.folder)).rejects.toThrow('named 0002-what-it-does.sql');
    await here.write({ '0001-other.sql': 'select 1;' });
    await expect(migrate(here.url, clock, here.folder)).rejects.toThrow('0001-other.sql is out of line');
  });
});
