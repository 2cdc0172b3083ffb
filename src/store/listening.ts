import { Kysely, PostgresDialect } from 'kysely';
import { connect } from './connection.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** How long a question over such a connection may take: a partition that says nothing raises no error. */
const PATIENCE_MS = 700;

/** A connection that hears what is notified. */
export interface Listening extends AsyncDisposable {
  /** To be asked one thing at a time. */
  db: Db;
}

interface Options {
  url: string;
  channels: readonly string[];
  hear: (channel: string, text: string) => void;
  /** The connection is gone, and with it what is notified from now on. */
  lost: () => void;
}

export async function listen({ url, channels, hear, lost }: Options): Promise<Listening> {
  const client = await connect(url, 'botmint processes', {
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    // A beat that a crash of Postgres takes back was sent over a connection that the crash has ended.
    options: '-c synchronous_commit=off',
  });
  client.on('notification', ({ channel, payload = '' }) => hear(channel, payload));
  client.on('end', lost);
  // Ended in the middle of a question, the connection is cut.
  const close = async () => client.end();
  try {
    for (const channel of channels) await client.query(`listen "${channel}"`);
  } catch (error) {
    await close();
    throw error;
  }
  const lend = async () => ({ query: client.query.bind(client), release: () => {} });
  const dialect = new PostgresDialect({ pool: { connect: lend, end: async () => {}, options: {} } });
  return { db: new Kysely<Tables>({ dialect }), [Symbol.asyncDispose]: close };
}
