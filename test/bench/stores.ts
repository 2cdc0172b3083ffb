import type { Redis } from 'ioredis';
import { Client } from 'pg';

/** Transactions that Postgres has ended, of every database; every statement of ours is in one. */
export async function transactionsOf(url: string): Promise<number> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query<{ count: string }>(
    'select sum(xact_commit + xact_rollback) as count from pg_stat_database',
  );
  await client.end();
  return Number(rows[0]?.count);
}

/** Scripts that Redis was asked to run: a limit is one. */
export async function commandsOf(redis: Redis): Promise<number> {
  const figures = await redis.info('commandstats');
  const calls = [...figures.matchAll(/^cmdstat_(?:evalsha|eval):calls=(\d+)/gm)].map(([, count]) =>
    Number(count),
  );
  return calls.reduce((sum, count) => sum + count, 0);
}
