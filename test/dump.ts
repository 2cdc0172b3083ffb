import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

type Rows = Record<string, string[]>;

/**
 * Every row of Botmint's tables as text: what a refusal must leave as it was. But for the audit, the
 * processes, and when a person's role was last read or a token last used.
 */
export async function dump(databaseUrl: string): Promise<Rows> {
  const {
    audit_entry: _audit,
    audit_head: _head,
    process: _process,
    ...rows
  } = await dumpSchemas(databaseUrl, "nspname = 'public'");
  return rows;
}

/** Every row of every table, the workspace's and the audit's too, as one text: where a secret must not be found. */
export async function dumpAll(databaseUrl: string): Promise<string> {
  return JSON.stringify(await dumpSchemas(databaseUrl, "nspname !~ '^(pg_|information_schema)'"));
}

async function dumpSchemas(databaseUrl: string, where: string): Promise<Rows> {
  const client = new Client({ connectionString: databaseUrl, options: '-c app.organization=*' });
  await client.connect();
  try {
    const tables = await client.query<{ name: string; at: string }>(
      `select relname as name, c.oid::regclass::text as at from pg_class c join pg_namespace n on n.oid = relnamespace
       where relkind = 'r' and ${where} order by 2`,
    );
    const rows: Rows = {};
    for (const { name, at } of tables.rows) {
      const found = await client.query<{ row: string }>(
        `select (to_jsonb(t) - array['checked_at', 'last_used_at', 'last_used_address', 'last_used_surface'])::text as row from ${at} t order by 1`,
      );
      rows[name] = [...(rows[name] ?? []), ...found.rows.map(({ row }) => row)];
    }
    return rows;
  } finally {
    await client.end();
  }
}

/** One statement on Botmint's database, seeing every organization. */
export async function sql(
  databaseUrl: string,
  statement: string,
  values: unknown[] = [],
): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl, options: '-c app.organization=*' });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Changes rows behind the back of the one Botmint that runs on this database, and resolves when it has forgotten what it
 * kept of them: put out of the processes, it forgets everything before it joins again.
 */
export async function changeBehind(databaseUrl: string, statement: string): Promise<void> {
  await sql(databaseUrl, statement);
  await sql(databaseUrl, 'delete from process');
  while ((await sql(databaseUrl, 'select from process')).length === 0) await sleep(10);
}
