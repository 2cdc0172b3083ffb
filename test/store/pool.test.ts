import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { isUnavailable } from '../../src/store/availability.ts';
import { openPool } from '../../src/store/pool.ts';
import { Transaction } from '../../src/store/transaction.ts';
import { ids } from '../../src/system.ts';
import { migratedDatabase } from '../database.ts';
import { slowPostgres } from '../slow-postgres.ts';

const errorOf = async (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

test('a database that falls silent is unavailable, also in the middle of a transaction, and is asked anew when it is back', async () => {
  await using database = await migratedDatabase();
  await using proxy = await slowPostgres(database.url);
  const pool = openPool(proxy.url, 1, '', { warn: () => undefined, error: () => undefined }, 300);
  const one = sql<{ one: number }>`select 1 as one`;
  const interrupted = async (): Promise<void> => {
    await using transaction = new Transaction(pool, ids.make(), 'write');
    await one.execute(transaction.db);
    proxy.silence();
    await one.execute(transaction.db);
  };
  expect(await errorOf(interrupted())).toSatisfy(isUnavailable);
  // The connection that was lent is gone, so the next one is tried for, and not reached either.
  expect(pool.totalCount).toBe(0);
  expect(await errorOf(pool.query('select 1'))).toSatisfy(isUnavailable);
  proxy.hear();
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  expect(pool.totalCount).toBe(1);
  await pool.end();
});
