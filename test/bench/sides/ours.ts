// Botmint as `serve` has it, without a workspace, with the tokens of 2,000 bots.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { organizationOfHomeserver } from '../../../src/commands/matrix-organization.ts';
import { readConfig } from '../../../src/config.ts';
import type { Scope } from '../../../src/core/scopes.ts';
import { makeDataFolder } from '../../../src/data-folder.ts';
import { openDeps } from '../../../src/deps.ts';
import { OwnAddress } from '../../../src/surfaces/own-address.ts';
import { buildServer } from '../../../src/surfaces/rest/server.ts';
import { Underway } from '../../../src/surfaces/underway.ts';
import * as system from '../../../src/system.ts';
import { issueMany } from '../issue-many.ts';
import { announce, JSON_BODY, MESSAGE, written } from './child.ts';

const [, , path = '/api/v1/bots/me', format = 'opaque', off = '0', bots = '2000', tier = 'pro'] = argv;
const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
await makeDataFolder(folder);
const stack = new AsyncDisposableStack();
stack.defer(async () => rm(folder, { recursive: true }));
const { DATABASE_URL = '', REDIS_URL, BENCH_HOMESERVER: homeserver } = env;
const matrix = homeserver !== undefined && {
  MATRIX_HOMESERVER_URL: homeserver,
  MATRIX_SERVER_NAME: 'bench.test',
  MATRIX_AS_TOKEN: 'as_token_of_a_bench_0123456789abcdef',
  MATRIX_HS_TOKEN: 'hs_token_of_a_bench_0123456789abcdef',
};
const config = readConfig({
  DATABASE_URL,
  REDIS_URL,
  ...matrix,
  DATA_DIR: folder,
  SECRET_KEY: 'a key for a bench, and for nothing else',
});
const log = { warn: () => {}, error: (line: string) => process.stderr.write(`${line}\n`) };
// A machine whose clock is wrong by so many milliseconds.
const clock = { ...system.clock, now: () => new Date(system.clock.now().getTime() + Number(off)) };
const { deps, scrape } = await openDeps(DATABASE_URL, config, { ...system, clock, log }, stack, {
  queue: async () => {},
  directory: { look: async () => {} },
});
const own = new OwnAddress();
const watched = { scrape, meter: deps.meter, parts: {} };
const server = buildServer({
  deps,
  own,
  watched,
  mounts: [],
  workspaceUrl: undefined,
  underway: new Underway(),
  trustedProxies: [],
});
stack.defer(() => server.close());
await server.listen({ host: '127.0.0.1', port: 0 });
const address = server.server.address();
const port = typeof address === 'object' && address ? address.port : 0;
own.add(`http://127.0.0.1:${port}`);
const given = env['BENCH_TOKENS'];
const scopes: Scope[] = homeserver === undefined ? ['bots:read'] : ['messages:write'];
const tokens: string[] = given ? given.split(' ') : await issueMany(deps, Number(bots), format, tier, scopes);
if (homeserver !== undefined) await organizationOfHomeserver('bench.test', deps);
const requests = tokens.map((token, index) => {
  const named = env['BENCH_NAMED'] && { 'x-request-id': `request-${index}` };
  const headers = { host: `127.0.0.1:${port}`, 'x-agentflow-bot-token': token, ...named };
  return homeserver === undefined
    ? written(`GET ${path}`, headers)
    : written(`POST ${path}`, { ...headers, ...JSON_BODY }, MESSAGE);
});
announce(port, requests, async () => stack.disposeAsync());
