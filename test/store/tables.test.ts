import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openWorld, rows } from '../world.ts';

interface Column {
  nullable: boolean;
  generated: boolean;
}

type Shape = Record<string, Record<string, Column>>;

/** Reads what tables.ts promises: each table, its columns, which may be null and which the database fills in. */
async function written(): Promise<Shape> {
  const store = `${import.meta.dirname}/../../src/store`;
  const files = [
    'tables.ts',
    'matrix-tables.ts',
    'session-table.ts',
    'slack-tables.ts',
    'webhook-tables.ts',
  ].map((name) => readFile(`${store}/${name}`, 'utf8'));
  const text = (await Promise.all(files)).join('\n');
  const interfaces = new Map<string, string>();
  for (const [, name = '', body = ''] of text.matchAll(
    /interface (\w+)(?: extends [\w, ]+)? \{\n(.*?)\n\}/gs,
  ))
    interfaces.set(name, body);
  const tables = ['Tables', 'MatrixTables', 'SlackTables', 'WebhookTables'].flatMap((name) =>
    linesOf(interfaces.get(name)),
  );
  return Object.fromEntries(
    tables.map(([table, type]) => [table, Object.fromEntries(linesOf(interfaces.get(type)).map(columnOf))]),
  );
}

function linesOf(body = ''): [name: string, type: string][] {
  return body.split('\n').map((line) => {
    const [, name, type] = /^ {2}(\w+): (.+);$/.exec(line) ?? [];
    if (name === undefined || type === undefined) throw new Error(`tables.ts is not read: ${line}`);
    return [name, type];
  });
}

function columnOf([name, type]: [string, string]): [string, Column] {
  return [name, { nullable: type.includes('| null'), generated: type.startsWith('Generated<') }];
}

test('tables.ts and the migrated database have the same tables, columns, nulls and defaults', async () => {
  await using world = await openWorld();
  const found = await rows(
    world,
    `select table_name, column_name, is_nullable = 'YES' as nullable, column_default is not null as generated
     from information_schema.columns where table_schema = 'public' and table_name <> 'migration'`,
  );
  const database: Shape = {};
  for (const { table_name: table, column_name: column, nullable, generated } of found) {
    const columns = (database[String(table)] ??= {});
    columns[String(column)] = { nullable: nullable === true, generated: generated === true };
  }
  expect(await written()).toEqual(database);
  expect(found.length).toBeGreaterThan(50);
});
