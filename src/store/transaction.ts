import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type pg from 'pg';
import type { Id } from '../core/ids.ts';
import type { Tables } from './tables.ts';

/** In a `read` Postgres refuses every write. */
export type Mode = 'read' | 'write';

const UUID = /^[0-9a-f-]{36}$/;

/** One transaction within one organization. A caller that never asks the database never opens one. */
export class Transaction implements AsyncDisposable {
  readonly db: Kysely<Tables>;
  readonly #pool: pg.Pool;
  readonly #begin: string;
  #client: Promise<pg.PoolClient> | undefined;
  #hasEnded = false;

  constructor(pool: pg.Pool, organization: Id<'organization'>, mode: Mode) {
    // `set local` takes no parameter, so the id goes in as text; it is ours, and looked at all the same.
    if (!UUID.test(organization)) throw new Error(`not an organization's id: ${organization}`);
    this.#pool = pool;
    this.#begin = `begin ${mode === 'read' ? 'read only' : 'read write'}; set local app.organization = '${organization}'`;
    const { options } = pool;
    this.db = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool: { connect: () => this.#lend(), end, options } }),
    });
  }

  /** Makes what was written last; without it, disposing takes it back. */
  async commit(): Promise<void> {
    await this.#finish('commit');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // When it cannot be taken back, its connection is gone, and Postgres has done it. What ended the transaction is
    // what has to be told.
    await this.#finish('rollback').catch(() => undefined);
  }

  /** The one connection, to be kept by Kysely no longer than a statement. */
  async #lend(): Promise<PostgresPoolClient> {
    if (this.#hasEnded) throw new Error('a statement came after its transaction had ended');
    this.#client ??= this.#open();
    const client = await this.#client;
    return { query: client.query.bind(client), release: () => {} };
  }

  async #open(): Promise<pg.PoolClient> {
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await client.query(this.#begin);
      return client;
    } catch (error) {
      client?.release(true);
      // Nothing was begun, so there is nothing to take back.
      this.#client = undefined;
      throw error;
    }
  }

  async #finish(statement: 'commit' | 'rollback'): Promise<void> {
    this.#hasEnded = true;
    if (!this.#client) return;
    const opened = this.#client;
    this.#client = undefined;
    const client = await opened;
    try {
      const { command } = await client.query(statement);
      // Postgres answers the commit of a transaction that had failed with a rollback, and calls that no error.
      if (command.toLowerCase() !== statement)
        throw new Error('what a transaction had failed at was passed over');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

async function end(): Promise<void> {
  // The pool is not ours to end.
}
