// better-auth's API keys on Postgres, as its guide has them: looked up and counted in the database at each use.
import { createServer } from 'node:http';
import process from 'node:process';
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { Pool } from 'pg';
import { announce, listening, written } from '../sides/child.ts';

const KEYS = 100;
const body = process.env.BENCH_BODY;
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 12 });
const auth = betterAuth({
  database: pool,
  baseURL: 'http://127.0.0.1',
  secret: 'a secret for a bench, and for nothing else',
  emailAndPassword: { enabled: true },
  logger: { level: 'error' },
  telemetry: { enabled: false },
  // As many as a bot of the tier pro may make.
  plugins: [apiKey({ rateLimit: { enabled: true, timeWindow: 1000, maxRequests: 200 } })],
});
await (await getMigrations(auth.options)).runMigrations();
const { user } = await auth.api.signUpEmail({
  body: { name: 'bob', email: 'bob@example.com', password: 'a password for a bench' },
});
const keys = [];
for (let count = 0; count < KEYS; count += 1)
  keys.push((await auth.api.createApiKey({ body: { userId: user.id, name: `key ${count}` } })).key);

const fields = ['content-type', 'application/json; charset=utf-8', 'content-length', Buffer.byteLength(body)];
async function answer(request, response) {
  const { valid } = await auth.api.verifyApiKey({ body: { key: request.headers['x-api-key'] } });
  if (valid) response.writeHead(200, fields).end(body);
  else response.writeHead(401, ['content-length', 0]).end();
}
const server = createServer((request, response) => void answer(request, response));
const port = await listening(server);
announce(
  port,
  keys.map((key) => written('GET /api/v1/bots/me', { host: `127.0.0.1:${port}`, 'x-api-key': key })),
  async () => pool.end(),
);
