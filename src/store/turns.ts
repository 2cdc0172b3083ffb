import type { Client } from 'pg';
import { connect } from './connection.ts';

// "turn" in ASCII.
const SPACE = 0x7475726e;

/** Whose turn it is among the processes of one database, by the name of what is to be done. */
export interface Turns extends AsyncDisposable {
  /** Undefined: another process is at it. Disposing of the turn gives it back, as a broken connection does. */
  take(name: string): Promise<AsyncDisposable | undefined>;
}

/** One connection for all turns of this process: a pool that also serves requests would be used up by waiting. */
export function openTurns(databaseUrl: string): Turns {
  let connected: Promise<Client> | undefined;
  let line: Promise<unknown> = Promise.resolve();

  async function open(): Promise<Client> {
    const client = await connect(databaseUrl, 'botmint turns');
    client.on('end', () => (connected = undefined));
    return client;
  }

  async function ask(lock: 'pg_try_advisory_lock' | 'pg_advisory_unlock', name: string): Promise<boolean> {
    connected ??= open();
    const client = await connected.catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    const query = `select ${lock}($1, hashtext($2)) as mine`;
    return (await client.query<{ mine: boolean }>(query, [SPACE, name])).rows[0]?.mine ?? false;
  }

  /** A connection does one thing at a time. */
  async function inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = line.then(work);
    line = result.catch(() => undefined);
    return result;
  }

  return {
    async take(name) {
      if (!(await inLine(() => ask('pg_try_advisory_lock', name)))) return undefined;
      // Where the connection is gone, so is the turn.
      const giveBack = async () =>
        void (await inLine(() => ask('pg_advisory_unlock', name)).catch(() => false));
      return { [Symbol.asyncDispose]: giveBack };
    },
    async [Symbol.asyncDispose]() {
      await line;
      const last = await connected?.catch(() => undefined);
      await last?.end();
    },
  };
}
