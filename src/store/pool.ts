import { Pool } from 'pg';
import type { Log } from '../core/ports.ts';

/** Connections to one database that outlive its restarts: a broken one is thrown away and the next query opens another. */
export function openPool(connectionString: string, max: number, options: string, log: Log): Pool {
  const pool = new Pool({ connectionString, max, options, connectionTimeoutMillis: 5000 });
  pool.on('error', (error) => log.warn(`A database connection broke: ${error.message}`));
  // The pool listens to idle connections alone. One that breaks while it is lent out says so too, and an error that
  // nobody listens to ends the process; whoever holds it is told by its next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
