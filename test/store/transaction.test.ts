import { sql } from 'kysely';
import { Client, type PoolClient } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import type { Id } from '../../src/core/ids.ts';
import { isUnavailable } from '../../src/store/availability.ts';
import { openPool } from '../../src/store/pool.ts';
import { type Mode, Transaction } from '../../src/store/transaction.ts';
import { ids } from '../../src/system.ts';
import { migratedDatabase } from '../database.ts';

const organization = ids.make<'organization'>();

/** A migrated database behind a pool of one connection: whoever keeps it stops everybody. */
async function openOne() {
  const database = await migratedDatabase();
  const pool = openPool(database.url, 1, '', { warn: () => undefined, error: () => undefined });
  return {
    pool,
    begin: (mode: Mode, id: Id<'organization'> = organization) => new Transaction(pool, id, mode),
    /** Ends the only connection as an administrator would, from outside. */
    breakConnection: async () => {
      const other = new Client(database.url);
      await other.connect();
      await other.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await other.end();
    },
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

const team = (name: string) => ({ id: organization, name, slack_team_id: name, created_at: new Date(0) });

async function names(transaction: Transaction): Promise<string[]> {
  const found = await transaction.db.selectFrom('organization').select('name').execute();
  return found.map(({ name }) => name);
}

describe('a transaction', () => {
  test('of a command that asks nothing opens no connection', async () => {
    await using here = await openOne();
    {
      await using transaction = here.begin('write');
      await transaction.commit();
    }
    expect(here.pool.totalCount).toBe(0);
    {
      await using transaction = here.begin('read');
      await names(transaction);
    }
    expect(here.pool.totalCount).toBe(1);
  });

  test('that failed and was committed all the same says that nothing was made to last', async () => {
    await using here = await openOne();
    await using transaction = here.begin('write');
    await transaction.db.insertInto('organization').values(team('T1')).execute();
    await sql`select 1 / 0`.execute(transaction.db).catch(() => undefined);
    await expect(transaction.commit()).rejects.toThrow('what a transaction had failed at was passed over');
    await using after = here.begin('read');
    expect(await names(after)).toEqual([]);
  });

  test('gives its connection back, committed or not', async () => {
    await using here = await openOne();
    for (const commits of [true, false, true]) {
      await using transaction = here.begin('read');
      await names(transaction);
      expect(here.pool.idleCount).toBe(0);
      if (commits) await transaction.commit();
    }
    expect([here.pool.totalCount, here.pool.idleCount]).toEqual([1, 1]);
  });

  test('that reads cannot write: Postgres refuses', async () => {
    await using here = await openOne();
    {
      await using transaction = here.begin('read');
      const write = transaction.db.insertInto('organization').values(team('one')).execute();
      await expect(write).rejects.toMatchObject({ code: '25006' });
    }
    await using control = here.begin('write');
    await control.db.insertInto('organization').values(team('one')).execute();
    expect(await names(control)).toEqual(['one']);
  });

  test('is taken back when something is thrown in it', async () => {
    await using here = await openOne();
    const failing = async () => {
      await using transaction = here.begin('write');
      await transaction.db.insertInto('organization').values(team('lost')).execute();
      throw new Error('half-way');
    };
    await expect(failing()).rejects.toThrow('half-way');
    {
      await using transaction = here.begin('write');
      expect(await names(transaction)).toEqual([]);
      await transaction.db.insertInto('organization').values(team('kept')).execute();
      await transaction.commit();
    }
    await using after = here.begin('read');
    expect(await names(after)).toEqual(['kept']);
  });

  test('sees its own organization and leaves no trace of it on the connection', async () => {
    await using here = await openOne();
    const setting = sql<{ is: string | null }>`select current_setting('app.organization', true) as is`;
    {
      await using transaction = here.begin('read');
      expect((await setting.execute(transaction.db)).rows).toEqual([{ is: organization }]);
    }
    expect((await here.pool.query("select current_setting('app.organization', true) as is")).rows).toEqual([
      { is: '' },
    ]);
  });

  test('asks one thing after the other on one connection, however many are asked at once', async () => {
    await using here = await openOne();
    await using transaction = here.begin('read');
    const pid = sql<{ pid: number }>`select pg_backend_pid() as pid`;
    const answers = await Promise.all([1, 2, 3, 4].map(async () => pid.execute(transaction.db)));
    expect(new Set(answers.map(({ rows }) => rows[0]?.pid)).size).toBe(1);
  });

  test.each(["'; drop table bot; --", '', '*', 'A'.repeat(36)])(
    'is of no organization called %j',
    async (id) => {
      await using here = await openOne();
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a mistake elsewhere would hand in
      expect(() => here.begin('read', id as Id<'organization'>)).toThrow("not an organization's id");
    },
  );
});

describe('when the database breaks', () => {
  test('a transaction that could not begin leaves the pool usable', async () => {
    await using here = await openOne();
    here.pool.once('connect', (client: PoolClient) => {
      vi.spyOn(client, 'query').mockImplementationOnce(() => {
        throw new Error('no begin');
      });
    });
    {
      await using transaction = here.begin('read');
      await expect(names(transaction)).rejects.toThrow('no begin');
      expect(here.pool.totalCount).toBe(0);
      expect(await names(transaction)).toEqual([]);
    }
    await using next = here.begin('read');
    expect(await names(next)).toEqual([]);
  });

  test('in the middle, the failure is told as it is and the process lives', async () => {
    await using here = await openOne();
    const interrupted = async () => {
      await using transaction = here.begin('read');
      await names(transaction);
      await here.breakConnection();
      await names(transaction);
    };
    const error: unknown = await interrupted().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toSatisfy(isUnavailable);
    await using next = here.begin('read');
    expect(await names(next)).toEqual([]);
  });

  test('during a statement, the same', async () => {
    await using here = await openOne();
    const interrupted = async () => {
      await using transaction = here.begin('read');
      await names(transaction);
      await Promise.all([sql`select pg_sleep(10)`.execute(transaction.db), here.breakConnection()]);
    };
    const error: unknown = await interrupted().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toSatisfy(isUnavailable);
  });
});
