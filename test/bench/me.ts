/**
 * What `GET /api/v1/bots/me` costs with a token that was seen lately, beside an answer of node:http: `npm run bench:me`.
 * Prints figures and asserts nothing.
 */
import { Redis } from 'ioredis';
import { openRedis } from '../redis-server.ts';
import { ME, openContestants } from './contestants.ts';
import { machine, openPostgres, print } from './installation.ts';
import { load } from './load.ts';
import { printRace, race } from './rounds.ts';
import { commandsOf, transactionsOf } from './stores.ts';

await using stack = new AsyncDisposableStack();
const postgres = stack.use(await openPostgres());
const redis = await openRedis();
if (redis) stack.use(redis);
const { bare, opaque, another } = await openContestants(postgres.url, stack);
const shared = redis && (await another('Botmint, limits in Redis', { redis }));
const contestants = [
  { side: bare },
  { side: opaque },
  { side: await another('Botmint, JWT', { format: 'jwt' }) },
  { side: await another('Botmint, requests with names', { isNamed: true }) },
  ...(shared ? [{ side: shared }] : []),
  { side: await another('Botmint, by way of Fastify', { path: `${ME}?` }) },
];
print(machine);
printRace(contestants, await race(contestants, { rounds: 25, milliseconds: 200 }), opaque);

const side = shared ?? opaque;
const client = redis && new Redis(redis.url);
const before = [await transactionsOf(postgres.url), client ? await commandsOf(client) : 0] as const;
const { answered, seconds } = await load(side, 60_000, 100_000);
const between = [await transactionsOf(postgres.url), client ? await commandsOf(client) : 0] as const;
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const after = [await transactionsOf(postgres.url), client ? await commandsOf(client) : 0] as const;
print(`\nOver ${answered} requests in ${seconds.toFixed(1)} s, and in as long with none:`);
print(`transactions of Postgres ${between[0] - before[0]}, and ${after[0] - between[0]}`);
if (client) print(`commands of Redis ${between[1] - before[1]}, and ${after[1] - between[1]}`);
client?.disconnect();
