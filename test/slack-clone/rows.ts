import { Client } from 'pg';

const TABLES = [
  'workspace',
  'member',
  'app',
  'token',
  'channel',
  'message',
  'response_url',
  'oauth_code',
  'file',
  'event_retry',
];

/** All that the workspace has stored, as text to look for secrets in. */
export async function everything(databaseUrl: string): Promise<string> {
  const rows: unknown[] = [];
  for (const table of TABLES) rows.push(await ask(databaseUrl, `select * from clone_slack_local.${table}`));
  return JSON.stringify(rows);
}

/** One statement, past the workspace. */
export async function ask(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
