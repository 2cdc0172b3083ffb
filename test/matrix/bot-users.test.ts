import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpAll, sql } from '../dump.ts';
import { call, type Answered } from '../surfaces/rest/calling.ts';
import { bearer, signIn } from '../surfaces/rest/signing-in.ts';
import { type Admin, openAdmin } from './admin.ts';
import { asUser } from './as-user.ts';
import { describeMatrix, type MatrixRunning, startMatrix } from './running.ts';

const STEVE = '@bot_steve:hs.test';

describeMatrix('a bot is a user of the homeserver', () => {
  let matrix: MatrixRunning;
  let admin: Admin;
  let alice: Record<string, string>;
  let bob: Record<string, string>;

  const ask = async (request: string, body?: object, headers = bob): Promise<Answered> =>
    call(matrix.botmint(), request, { headers, ...(body && { body }) });
  const rows = async (statement: string) => sql(matrix.botmint().databaseUrl, statement);

  beforeAll(async () => {
    matrix = await startMatrix();
    admin = await openAdmin(matrix.synapse);
    alice = bearer((await signIn(matrix.botmint(), 'alice')).access_token);
    bob = bearer((await signIn(matrix.botmint(), 'bob')).access_token);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test('made in Slack, it is there by its display name, and is called what the bot is called from then on', async () => {
    await using person = await matrix.botmint().person('bob');
    await person.command('/bots create steve');
    const made = await person.nextEvent('ephemeral');
    expect(made.message.text).toBe(
      `steve is ready, and you own it. In Matrix it is \`${STEVE}\`. It has no token yet: \`/tokens issue -u steve -e 100d\``,
    );
    await admin.until(STEVE, { displayname: 'steve', deactivated: false });
    // Each while the one before it is on its way there.
    for (const display_name of ['S', 'St', 'Ste', 'Steve the Deployer'])
      await ask('POST /api/v1/bots/steve', { display_name });
    await admin.until(STEVE, { displayname: 'Steve the Deployer' });
    await expect
      .poll(async () => rows('select distinct kind, fault, done_at is null as is_open from matrix_errand'), {
        timeout: 10_000,
      })
      .toEqual([{ kind: 'user', fault: null, is_open: false }]);
    expect(await admin.user(STEVE)).toMatchObject({ displayname: 'Steve the Deployer' });
  });

  test('stays one while it is disabled', async () => {
    await ask('PUT /api/v1/bots/idle', {});
    await admin.until('@bot_idle:hs.test', { displayname: 'idle' });
    expect(await ask('POST /api/v1/bots/idle/disable')).toMatchObject({ status: 200 });
    expect(await admin.user('@bot_idle:hs.test')).toMatchObject({ deactivated: false });
  });

  test('deleted, it leaves its rooms and is deactivated, and nobody ever gets its name', async () => {
    const gone = '@bot_gone:hs.test';
    await ask('PUT /api/v1/bots/gone', {});
    await admin.until(gone, { displayname: 'gone' });
    const carol = await matrix.user('carol');
    const room = await carol.createRoom({ invite: [gone] });
    await asUser(matrix, gone, 'POST', `/join/${room}`, {});
    await carol.until(
      'it to join',
      ({ state_key, content }) => state_key === gone && content['membership'] === 'join',
    );
    await ask('DELETE /api/v1/bots/gone');
    await carol.until(
      'it to leave',
      ({ state_key, content }) => state_key === gone && content['membership'] === 'leave',
    );
    await admin.until(gone, { deactivated: true });
    // As after a kill between doing it and noting that.
    await rows(`update matrix_errand set done_at = null, due_at = now() where id = (
      select matrix_errand.id from matrix_errand join bot on bot.id = bot_id where username = 'gone'
      order by matrix_errand.created_at desc limit 1)`);
    await expect
      .poll(async () => rows('select from matrix_errand where done_at is null'), { timeout: 10_000 })
      .toEqual([]);
    expect(await rows('select from matrix_errand where given_up_at is not null')).toEqual([]);
    expect(await ask('PUT /api/v1/bots/gone', {})).toMatchObject({ body: { error: 'bot_already_exists' } });
    await expect(matrix.synapse.register('bot_gone')).rejects.toThrow('M_EXCLUSIVE');
  });

  test('is seen with its user id wherever bots are seen, and by itself', async () => {
    const made = await ask('POST /api/v1/bots', { slug: 'scout' });
    const scout = '@bot_scout:hs.test';
    expect(made.body).toMatchObject({ slug: 'scout', matrix_user_id: scout });
    const token = String(made.body['token']);
    const me = async () => (await matrix.botmint().me(token)).body;
    expect([await me(), await me()]).toMatchObject([{ matrix_user_id: scout }, { matrix_user_id: scout }]);
    expect((await ask('GET /api/v1/bots/scout')).body['identities']).toEqual([
      { service_type: 'matrix', external_id: 'hs.test', value: scout },
    ]);
    const { bots, services } = (await ask('GET /api/v1/bots')).body as {
      bots: { username: string; identities: Record<string, string> }[];
      services: string[];
    };
    expect(services).toEqual(['matrix:hs.test']);
    expect(bots.find(({ username }) => username === 'scout')?.identities).toEqual({
      'matrix:hs.test': scout,
    });
    expect((await ask('GET /api/v1/services')).body['services']).toEqual([
      expect.objectContaining({
        service_type: 'matrix',
        external_id: 'hs.test',
        label: 'Home of the bots',
        is_own: true,
      }),
    ]);
  });

  test('has a name there that nobody changes, in a service that nobody changes; others can be added beside it', async () => {
    await ask('PUT /api/v1/bots/fixed', {});
    const home = { service_type: 'matrix', external_id: 'hs.test' };
    const named = '/api/v1/bots/fixed/identities';
    const forbidden = [
      await ask(`PUT ${named}`, { ...home, new_value: '@mallory:hs.test' }),
      await ask(`DELETE ${named}`, home),
      await ask('PUT /api/v1/services', { ...home, label: 'Mine' }, alice),
      await ask('DELETE /api/v1/services', home, alice),
    ];
    expect(forbidden.map(({ status, body }) => [status, body['error'], body['detail']])).toEqual([
      [
        403,
        'forbidden',
        expect.stringContaining('fixed is a user of `hs.test` by a name that Botmint gives it'),
      ],
      [403, 'forbidden', expect.stringContaining('by a name that Botmint gives it')],
      [403, 'forbidden', expect.stringContaining('`hs.test` stays as it is')],
      [403, 'forbidden', expect.stringContaining('`hs.test` stays as it is')],
    ]);
    const other = { service_type: 'matrix', external_id: 'matrix.org' };
    expect(await ask('POST /api/v1/services', other, alice)).toMatchObject({ status: 200 });
    expect(await ask(`PUT ${named}`, { ...other, new_value: '@fixed:matrix.org' })).toMatchObject({
      status: 200,
    });
    expect(await ask(`DELETE ${named}`, other)).toMatchObject({ status: 200 });
  });

  test('never has a name that the homeserver would take and Botmint does not', async () => {
    const names = ['Steve', 'my bot', 'stéve', '', 'x'.repeat(263), '_x', 'steve/../x', 'steve=20'];
    for (const name of names)
      expect(await ask('POST /api/v1/bots', { slug: name })).toMatchObject({ status: 400 });
    const there = await admin.ask('GET', '/_synapse/admin/v2/users?name=bot_&limit=100');
    const users = (there.body['users'] as { name: string }[]).map(({ name }) => name);
    expect(users).toContain(STEVE);
    expect(
      users.filter(
        (name) => name.startsWith('@bot_') && !/^@bot_[a-z0-9][a-z0-9._-]{1,30}:hs\.test$/.test(name),
      ),
    ).toEqual([]);
    // The control: of these the homeserver itself takes more.
    const taken = await asUser(matrix, undefined, 'POST', '/register', {
      type: 'm.login.application_service',
      username: 'bot_steve=20',
    });
    expect(taken.status).toBe(200);
  });

  test('made while the homeserver is away, it is there when that is back, and no secret is in the database or the log', async () => {
    await matrix.synapse.kill();
    await ask('PUT /api/v1/bots/unlucky', {});
    await expect
      .poll(() => rows('select from matrix_errand where fault is not null'), { timeout: 10_000 })
      .not.toEqual([]);
    await matrix.synapse.start();
    await admin.until('@bot_unlucky:hs.test', { displayname: 'unlucky' });
    const kept = (await dumpAll(matrix.botmint().databaseUrl)) + matrix.botmint().logged.join('\n');
    expect(kept).toContain('@bot_unlucky:hs.test');
    expect(matrix.botmint().logged.join()).toContain('wait for the homeserver');
    for (const name of ['MATRIX_AS_TOKEN', 'MATRIX_HS_TOKEN']) {
      const secret = matrix.environment[name] ?? '';
      expect(secret.length).toBeGreaterThan(20);
      expect(kept).not.toContain(secret);
    }
  }, 60_000);
});
