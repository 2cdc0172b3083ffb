import { afterAll, beforeAll, expect, test } from 'vitest';
import { errandsLane } from '../../src/jobs/matrix/errands.ts';
import type { Lane } from '../../src/jobs/lane.ts';
import { startDispatcher } from '../../src/jobs/dispatcher.ts';
import { Secret } from '../../src/core/secret.ts';
import { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { sql } from '../dump.ts';
import { startProcess } from '../process.ts';
import { type Running, startBotmint } from '../running.ts';
import { call } from '../surfaces/rest/calling.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import { type Admin, openAdmin } from './admin.ts';
import { describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { SERVER_NAME } from './synapse.ts';

const MANY = 60;
const SECRET_KEY = 'a key for tests, in two processes';

const askOf = (botmint: Running, headers: Record<string, string>) => async (request: string, body: object) =>
  call(botmint, request, { headers, body });

describeMatrix('bots become users of the homeserver', () => {
  let matrix: MatrixRunning;
  let admin: Admin;

  beforeAll(async () => {
    matrix = await startMatrix({ SECRET_KEY });
    admin = await openAdmin(matrix.synapse);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test('many at once, by two processes, each by one of them', async () => {
    const { databaseUrl } = matrix.botmint();
    await using other = await startProcess(databaseUrl, { secretKey: SECRET_KEY });
    const acted: string[] = [];
    await using _dispatcher = startDispatcher({
      lane: counting(
        errandsLane({ deps: other.deps, homeserver: homeserverOf(matrix), complain: () => {} }),
        acted,
      ),
      processId: other.peering.id,
      databaseUrl,
      redisUrl: undefined,
      complain: () => {},
    });
    const bob = bearer((await signIn(matrix.botmint(), 'bob')).access_token);
    const ask = askOf(matrix.botmint(), bob);
    const names = Array.from({ length: MANY }, (_, index) => `many-${index}`);
    await Promise.all(names.map(async (name) => ask(`PUT /api/v1/bots/${name}`, {})));
    const open = async () => sql(databaseUrl, 'select from matrix_errand where done_at is null');
    await expect.poll(open, { timeout: 20_000, interval: 20 }).toEqual([]);
    const { body } = await admin.ask('GET', '/_synapse/admin/v2/users?name=bot_many&limit=1000');
    expect(body['total']).toBe(MANY);
    expect(await sql(databaseUrl, 'select distinct attempts, asked, fault from matrix_errand')).toEqual([
      { attempts: 1, asked: 1, fault: null },
    ]);
    expect(acted.length).toBeGreaterThan(0);
  });

  test('those that were here before it, when it is connected', async () => {
    let botmint = await startBotmint();
    try {
      const bob = bearer((await signIn(botmint, 'bob')).access_token);
      const alice = bearer((await signIn(botmint, 'alice')).access_token);
      const ask = askOf(botmint, bob);
      const { token } = (await ask('POST /api/v1/bots', { slug: 'early' })).body;
      const me = async () => (await botmint.me(String(token))).body['matrix_user_id'];
      for (const name of ['renamed', 'dead'])
        await ask(`PUT /api/v1/bots/${name}`, { display_name: 'As it is' });
      await call(botmint, 'DELETE /api/v1/bots/dead', { headers: bob });
      // A service of that name, and a name in it, that somebody wrote down by hand.
      const home = { service_type: 'matrix', external_id: SERVER_NAME };
      await askOf(botmint, alice)('POST /api/v1/services', { ...home, label: 'Ours' });
      await ask('PUT /api/v1/bots/renamed/identities', { ...home, new_value: '@somebody:hs.test' });
      expect(await me()).toBe(null);
      botmint = await botmint.restart({ ...withoutKey(matrix.environment), PORT: '0' });
      await admin.until('@bot_early:hs.test', { displayname: 'early' });
      await admin.until('@bot_renamed:hs.test', { displayname: 'As it is' });
      expect(await me()).toBe('@bot_early:hs.test');
      expect(await admin.user('@bot_dead:hs.test')).toBe(undefined);
      expect(await sql(botmint.databaseUrl, 'select value from identity order by value')).toEqual([
        { value: '@bot_early:hs.test' },
        { value: '@bot_renamed:hs.test' },
      ]);
    } finally {
      await botmint[Symbol.asyncDispose]();
    }
  });
});

const homeserverOf = ({ synapse, environment }: MatrixRunning): MatrixHomeserver =>
  new MatrixHomeserver({
    url: synapse.url,
    serverName: SERVER_NAME,
    token: new Secret(environment['MATRIX_AS_TOKEN'] ?? ''),
  });

const counting = (lane: Lane, acted: string[]): Lane => ({
  ...lane,
  act: async (ticket, by, closing) => {
    acted.push(ticket.id);
    await lane.act(ticket, by, closing);
  },
});

/** It keeps its own key. */
const withoutKey = ({ SECRET_KEY: _key, ...rest }: Record<string, string>): Record<string, string> => rest;
