import { Client, type ClientConfig } from 'pg';

/** How long Postgres may take to answer at first. */
const PATIENCE_MS = 5000;

/** One connection outside of the pools, for what is done once. Whoever opens it ends it. */
export async function connect(url: string, name: string, settings: ClientConfig = {}): Promise<Client> {
  const client = new Client({
    connectionTimeoutMillis: PATIENCE_MS,
    ...settings,
    connectionString: url,
    application_name: name,
  });
  // Who uses it is told by their next statement; an error that nobody listens to would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
