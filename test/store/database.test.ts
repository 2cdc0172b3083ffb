import { describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { isUnavailable } from '../../src/store/availability.ts';
import { openDatabase, refuseUnboundRole } from '../../src/store/database.ts';
import { freshDatabase } from '../database.ts';

const silent = { warn: () => undefined, error: () => undefined };

async function superuserUrl(): Promise<string> {
  const answer: unknown = await (await fetch(inject('postgres'))).json();
  return z.object({ superuserUrl: z.string() }).parse(answer).superuserUrl;
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a role', () => {
  test('that row-level policies do not bind is refused, and told how to make one they do', async () => {
    await expect(refuseUnboundRole(await superuserUrl())).rejects.toThrow(
      'DATABASE_URL connects as postgres, whom no row-level policy binds. Make a plain role and use that: ' +
        "create role botmint login password '…'; create database botmint owner botmint;",
    );
  });

  test('that they bind is taken', async () => {
    await using database = await freshDatabase();
    expect(await errorOf(refuseUnboundRole(database.url))).toBeUndefined();
  });
});

describe('a database that cannot be reached', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])(
    'is refused at %s before anything is begun',
    async (host) => {
      await expect(refuseUnboundRole(`postgres://botmint:hidden@${host}:1/botmint`)).rejects.toThrow(
        /^DATABASE_URL cannot be used: connect E\w+ \S+:1.*\. Start that Postgres or correct the address/,
      );
    },
  );

  test('is told from a statement that was wrong', async () => {
    await using database = await freshDatabase();
    await using open = openDatabase(database.url, silent);
    await using closed = openDatabase('postgres://botmint:x@127.0.0.1:1/botmint', silent);
    const wrong = await errorOf(open.across.selectFrom('bot').selectAll().execute());
    expect([await errorOf(open.ping()), wrong].map(isUnavailable)).toEqual([false, false]);
    expect(await errorOf(closed.ping())).toSatisfy(isUnavailable);
  });

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    '57P01',
    '57P02',
    '57P03',
    '53300',
  ])('says %s', (code) => {
    expect(isUnavailable(Object.assign(new Error('no'), { code }))).toBe(true);
  });

  test.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Query read timeout',
    'Client was closed and is not queryable',
    'Client has encountered a connection error and is not queryable',
  ])('says %j', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  test.each([new Error('no'), Object.assign(new Error('no'), { code: '23505' }), 'ECONNREFUSED', undefined])(
    'never says %j',
    (error) => {
      expect(isUnavailable(error)).toBe(false);
    },
  );
});
