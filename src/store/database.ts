import { Kysely, PostgresDialect } from 'kysely';
import type { Id } from '../core/ids.ts';
import type { Log } from '../core/ports.ts';
import { connect } from './connection.ts';
import { openPool } from './pool.ts';
import type { Tables } from './tables.ts';
import { type Mode, Transaction } from './transaction.ts';

/** What store functions take first: a connection that knows our tables. */
export type Db = Kysely<Tables>;

/** The database of one process. */
export interface Database extends AsyncDisposable {
  /** A transaction within one organization, begun by its first statement. */
  begin(organization: Id<'organization'>, mode: Mode): Transaction;
  /** Sees every organization. For store/across.ts and what belongs to none. */
  readonly across: Db;
  /** As `across`, for what sends deliveries: the same few statements, over and over. */
  readonly outgoing: Db;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
}

/**
 * Postgres takes the policy to leave one row in a hundred, so it reads and sorts all that waits at a webhook to find the
 * first: with 3,000 waiting that takes 11 ms, and 0.3 along the index. And what is prepared is planned once: that took
 * longer than doing it.
 */
const WALKING = ['enable_sort', 'enable_hashjoin', 'enable_bitmapscan', 'enable_seqscan']
  .map((what) => `-c ${what}=off`)
  .concat('-c plan_cache_mode=force_generic_plan')
  .join(' ');

/** Connects to a migrated database. The role there must be one that row-level policies bind. */
export function openDatabase(url: string, log: Log): Database {
  const within = openPool(url, 12, '', log);
  const everywhere = openPool(url, 6, '-c app.organization=*', log);
  const across = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: everywhere }) });
  const outgoing = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: openPool(url, 6, `-c app.organization=* ${WALKING}`, log) }),
  });
  return {
    across,
    outgoing,
    begin: (organization, mode) => new Transaction(within, organization, mode),
    ping: async () => {
      await everywhere.query('select 1');
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([within.end(), across.destroy(), outgoing.destroy()]);
    },
  };
}

/**
 * Refuses a database that cannot be reached, and a role that row-level policies do not bind.
 * @throws Error with a sentence that says what to do.
 */
export async function refuseUnboundRole(url: string): Promise<void> {
  const client = await connect(url, 'botmint').catch((error: unknown) => {
    // An address with several numbers fails with an error of several, which has no words of its own.
    const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
    const reason = first instanceof Error ? first.message : String(first);
    throw new Error(
      `DATABASE_URL cannot be used: ${reason}. Start that Postgres or correct the address, or leave DATABASE_URL out ` +
        'for the one that comes along.',
      { cause: error },
    );
  });
  try {
    const { rows } = await client.query<{ name: string }>(
      'select rolname as name from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)',
    );
    if (!rows[0]) return;
    throw new Error(
      `DATABASE_URL connects as ${rows[0].name}, whom no row-level policy binds. Make a plain role and use that: ` +
        `create role botmint login password '…'; create database botmint owner botmint;`,
    );
  } finally {
    await client.end();
  }
}
