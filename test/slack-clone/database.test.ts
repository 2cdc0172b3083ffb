import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { connect } from '../../src/slack-clone/store/database.ts';
import { workspaceDatabase } from '../database.ts';

test('a connection that dies while it is in use fails what uses it, and nothing else', async () => {
  await using database = await workspaceDatabase();
  const silent = { log: { warn: () => undefined }, onCallersChanged: () => undefined };
  const db = await connect({ databaseUrl: database.url, schema: 'clone_slack_local', ...silent });
  const used = db.transaction().execute(async (transaction) => {
    const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
    await sql`select pg_terminate_backend(${own.rows[0]?.pid})`.execute(db);
    await sleep(100);
    await sql`select 1`.execute(transaction);
  });
  await expect(used).rejects.toThrow(/terminat|not queryable|Connection/i);
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
});
