import { Kysely } from 'kysely';
import { Client, Pool } from 'pg';
import { PreparingDialect } from './driver.ts';
import { migrate } from './migrate.ts';
import type { Database, Tables } from './schema.ts';

/** `slack-local` keeps its rows in the schema `clone_slack_local`. */
export function schemaOf(cloneId: string): string {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(cloneId)) {
    throw new Error(
      `A workspace cannot be called ${JSON.stringify(cloneId)}: lower-case letters, digits and "-".`,
    );
  }
  return `clone_${cloneId.replaceAll('-', '_')}`;
}

interface Connecting {
  databaseUrl: string;
  schema: string;
  log: { warn(message: string): void };
  /** Told after tokens or members were written. */
  onCallersChanged(this: void): void;
}

/** Connects and migrates. The caller ends it with `destroy()`. */
export async function connect({ databaseUrl, schema, log, onCallersChanged }: Connecting): Promise<Database> {
  const pool = new Pool({ connectionString: databaseUrl, max: 5 });
  // A connection that dies while idle is an event; without a listener it ends the process.
  pool.on('error', (error) => log.warn(`The workspace lost an idle database connection: ${error.name}.`));
  // So is the death of one that is in use, of which whoever uses it hears by the answer.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await migrate(pool, schema);
  } catch (error) {
    // A pool that is not ended keeps the process alive.
    await pool.end();
    throw error;
  }
  return new Kysely<Tables>({ dialect: new PreparingDialect(pool, onCallersChanged) }).withSchema(schema);
}

/** Nothing of the clone is left after this. */
export async function dropSchema(databaseUrl: string, schema: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`drop schema if exists "${schema}" cascade`);
  } finally {
    await client.end();
  }
}
