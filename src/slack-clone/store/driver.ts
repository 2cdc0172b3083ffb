import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { Pool } from 'pg';
import { nameOf } from './prepared.ts';

/** What changes who a caller is, and what they may do. */
const CHANGES_CALLERS = /(?:insert into|update|delete from) (?:"\w+"\.)?"(?:token|member)"/;

/** What Kysely needs of pg's client: of what kind the rows are, whoever built the statement knows. */
interface Client {
  query<Row>(asked: { text: string; values?: unknown[]; name?: string }): Promise<Answered<Row>>;
  release(broken: boolean): void;
}

interface Answered<Row> {
  command: string;
  rowCount: number | null;
  rows: Row[];
}

/** A connection of the pool while Kysely has it. */
class Connection implements DatabaseConnection {
  readonly #client: Client;
  /** Whether something was written of tokens or members. */
  hasChangedCallers = false;

  constructor(client: Client) {
    this.#client = client;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    this.hasChangedCallers ||= CHANGES_CALLERS.test(sql);
    const name = nameOf(sql);
    const { command, rowCount, rows } = await this.#client.query<Row>({
      text: sql,
      values: [...parameters],
      ...(name !== undefined && { name }),
    });
    return command === 'SELECT' ? { rows } : { rows, numAffectedRows: BigInt(rowCount ?? 0) };
  }

  /** Gives how it ended: Postgres answers a commit with a rollback where a statement had failed. */
  async tell(command: string): Promise<string> {
    return (await this.#client.query({ text: command })).command;
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Rows are read all at once here.');
  }

  release(broken: boolean): void {
    this.#client.release(broken);
  }
}

/** As Kysely's own, and with it statements that are prepared go by their names. */
class PreparingDriver implements Driver {
  readonly #pool: Pool;
  readonly #onCallersChanged: () => void;
  /** Whether a rollback failed, and the connection is of no use any more. */
  readonly #broken = new WeakSet<DatabaseConnection>();

  constructor(pool: Pool, onCallersChanged: () => void) {
    this.#pool = pool;
    this.#onCallersChanged = onCallersChanged;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(await this.#pool.connect());
  }

  async beginTransaction(connection: Connection, { isolationLevel }: TransactionSettings): Promise<void> {
    await connection.tell(isolationLevel ? `begin isolation level ${isolationLevel}` : 'begin');
  }

  async commitTransaction(connection: Connection): Promise<void> {
    if ((await connection.tell('commit')) !== 'COMMIT')
      throw new Error('The transaction had failed before its end.');
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    try {
      await connection.tell('rollback');
    } catch (error) {
      this.#broken.add(connection);
      throw error;
    }
  }

  /** A connection is given back when its transaction has ended, so what was changed is to be seen by now. */
  async releaseConnection(connection: Connection): Promise<void> {
    if (connection.hasChangedCallers) this.#onCallersChanged();
    connection.release(this.#broken.has(connection));
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

export class PreparingDialect extends PostgresDialect {
  readonly #driver: PreparingDriver;

  /** @param onCallersChanged told after tokens or members were written */
  constructor(pool: Pool, onCallersChanged: () => void) {
    super({ pool });
    this.#driver = new PreparingDriver(pool, onCallersChanged);
  }

  override createDriver(): Driver {
    return this.#driver;
  }
}
