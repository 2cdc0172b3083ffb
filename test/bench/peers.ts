/**
 * What it costs to know whose a token is, here and elsewhere: `npm run bench`. Prints figures and asserts nothing. The
 * peers are installed beside it the first time, by their own lockfile.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { openRedis } from '../redis-server.ts';
import { openContestants } from './contestants.ts';
import { machine, openPostgres, print } from './installation.ts';
import { cpuOf } from './processes.ts';
import { printRace, race } from './rounds.ts';
import { openSide } from './side.ts';

const PEERS = join(import.meta.dirname, 'peers');

if (!existsSync(join(PEERS, 'node_modules')))
  execFileSync('npm', ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  });

await using stack = new AsyncDisposableStack();
const postgres = stack.use(await openPostgres());
const redis = await openRedis();
if (redis) stack.use(redis);
const { bare, opaque, another, environment } = await openContestants(postgres.url, stack);
const peer = async (name: string, path: string, more: Record<string, string> = {}) =>
  stack.use(await openSide(name, path, { ...environment, ...more }));

const beside = async (): Promise<number> => 1e6 * (await cpuOf(postgres.pid));
const contestants = [
  { side: bare },
  { side: opaque, beside },
  ...(redis ? [{ side: await another('Botmint, limits in Redis', { redis }), beside }] : []),
  { side: await peer('oidc-provider 9.13.3, introspection', './peers/oidc-provider.mjs') },
  {
    side: await peer('better-auth 1.7.25, API keys', './peers/better-auth.mjs', {
      DATABASE_URL: await anotherDatabase(),
    }),
    beside,
  },
];
print(machine);
printRace(contestants, await race(contestants, { rounds: 5, milliseconds: 1500 }), opaque);

/** better-auth has tables of names that we have too. */
async function anotherDatabase(): Promise<string> {
  const client = new Client(postgres.superuserUrl);
  await client.connect();
  await client.query('create database peer owner botmint');
  await client.end();
  return Object.assign(new URL(postgres.url), { pathname: '/peer' }).href;
}
