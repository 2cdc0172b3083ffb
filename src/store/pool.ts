import { Client, Pool, type PoolClient } from 'pg';
import type { Log } from '../core/ports.ts';

/** How long Postgres may take to be reached, and to answer one statement: a partition that says nothing raises no error. */
const PATIENCE_MS = 5000;

/** Connections to one database that outlive its restarts: a broken one is thrown away and the next query opens another. */
export function openPool(
  connectionString: string,
  max: number,
  options: string,
  log: Log,
  patienceMs = PATIENCE_MS,
): Pool {
  const pool = new Pool({
    connectionString,
    max,
    options,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  pool.on('error', (error) => log.warn(`A database connection broke: ${error.message}`));
  // The pool listens to idle connections alone. One that breaks while it is lent out says so too, and an error that
  // nobody listens to ends the process; whoever holds it is told by its next statement.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    attend(client);
  });
  return pool;
}

/** The name that a statement begins with, for one that is to be prepared. */
const NAME = /^\s*\/\* (\w+) \*\//;

/**
 * Prepares what has a name, so that it is planned once a connection. And ends the connection that did not answer in
 * time: whatever is asked of it next would wait behind that.
 */
function attend(client: PoolClient): void {
  const ask: unknown = Reflect.get(client, 'query');
  const query = (...asked: unknown[]): unknown => {
    const answer: unknown = typeof ask === 'function' ? Reflect.apply(ask, client, named(asked)) : undefined;
    if (answer instanceof Promise) answer.catch((error: unknown) => endIfLate(client, error));
    return answer;
  };
  Object.assign(client, { query });
}

function named(asked: unknown[]): unknown[] {
  const [text, values] = asked;
  const [, name] = (typeof text === 'string' && NAME.exec(text)) || [];
  return name === undefined ? asked : [{ name, text, values }];
}

function endIfLate(client: PoolClient, error: unknown): void {
  // A pool's client is a client, and can be ended, though its type has no such method.
  const isLate = error instanceof Error && error.message === 'Query read timeout';
  if (isLate && client instanceof Client) void client.end();
}
