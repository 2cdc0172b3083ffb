import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownUser } from '../../src/commands/matrix-accounts.ts';
import { organizationOfHomeserver } from '../../src/commands/matrix-organization.ts';
import { sql } from '../dump.ts';
import { freePort } from '../redis-server.ts';
import { startBotmint } from '../running.ts';
import { call } from '../surfaces/rest/calling.ts';
import { asUser } from './as-user.ts';
import { openGround } from './ground.ts';
import { asBob, proxiedBot } from './proxying.ts';
import { COMMAND_BOT, describeMatrix, type MatrixRunning, startMatrix } from './running.ts';
import { SERVER_NAME } from './synapse.ts';

const STEVE = '@bot_steve:hs.test';

/** Registrations under which people can still have a bot's name, or the command bot's. */
const withoutBots = (usual: string) => usual.replace('@bot_', '@no_bot_');
const withBots = (narrow: string) => narrow.replace('@no_bot_', '@bot_');
const later = (usual: string) => usual.replaceAll(/@botmint|sender_localpart: botmint/g, '$&_later');
const asNamed = (other: string) => other.replaceAll('botmint_later', 'botmint');

describeMatrix('an account that was there before Botmint', () => {
  let matrix: MatrixRunning;
  const rows = async (statement: string) => sql(matrix.botmint().databaseUrl, statement);
  const givenUp = async (count: number) => {
    await expect
      .poll(() => rows('select from matrix_errand where given_up_at is not null'), { timeout: 10_000 })
      .toHaveLength(count);
  };

  beforeAll(async () => {
    matrix = await startMatrix({}, {}, { registered: withoutBots });
    await matrix.synapse.register('bot_steve');
    await matrix.synapse.reregister(withBots);
  });
  afterAll(() => matrix[Symbol.asyncDispose]());

  test('is taken over by no bot of that name', async () => {
    const alice = await matrix.user('alice');
    const room = await alice.createRoom({ preset: 'public_chat' });
    const steve = await proxiedBot(() => matrix.botmint(), 'steve');
    await givenUp(1);
    expect(matrix.botmint().logged.join('\n')).toContain(
      `The Matrix user of the bot steve could not be brought in step with it: ${STEVE} was on the homeserver before Botmint, so it is somebody's. Create the bot under another name. This is given up.`,
    );
    await asUser(matrix, STEVE, 'POST', `/join/${room}`, {});
    for (const asked of [
      steve.post('sendMessage', { room_id: room, text: 'I am steve' }),
      steve.post('leaveRoom', { room_id: room }),
      steve.post('joinRoom', { room_id_or_alias: room }),
      steve.get('rooms'),
      steve.get(`rooms/${encodeURIComponent(room)}/members`),
    ])
      expect(await asked).toMatchObject({
        status: 403,
        body: { error: 'forbidden', detail: expect.stringContaining('was on the homeserver before Botmint') },
      });
    // The control: of one that is ours it is taken down where it is.
    const otto = await proxiedBot(() => matrix.botmint(), 'otto');
    expect(await otto.post('joinRoom', { room_id_or_alias: room })).toMatchObject({ status: 200 });
    await expect
      .poll(() => rows('select user_id from matrix_membership where bot_id is not null'), { timeout: 10_000 })
      .toEqual([{ user_id: '@bot_otto:hs.test' }]);
    await call(matrix.botmint(), 'DELETE /api/v1/bots/steve', { headers: await asBob(matrix.botmint()) });
    await givenUp(2);
    expect(await asUser(matrix, STEVE, 'GET', '/joined_rooms')).toMatchObject({
      status: 200,
      body: { joined_rooms: [room] },
    });
  });

  test('is not the command bot, which says so', async () => {
    await matrix.botmint()[Symbol.asyncDispose]();
    await using ground = await openGround({ registered: later });
    await ground.synapse.register('botmint');
    await ground.synapse.reregister(asNamed);
    const environment = { ...matrix.environment, MATRIX_HOMESERVER_URL: ground.synapse.url };
    await using botmint = await startBotmint({ ...environment, PORT: String(await freePort()) });
    await expect
      .poll(() => botmint.logged.join('\n'), { timeout: 10_000 })
      .toContain(`${COMMAND_BOT} was on the homeserver before Botmint, so it is somebody's.`);
    const profile = `${ground.synapse.url}/_matrix/client/v3/profile/${encodeURIComponent(COMMAND_BOT)}`;
    expect(await (await fetch(profile)).json()).toMatchObject({ displayname: 'botmint' });
  }, 60_000);
});

describeMatrix('a user of ours', () => {
  test('stays ours when nothing is known of what came of making it, and when several make it at once', async () => {
    await using ground = await openGround();
    const { deps, homeserver, world } = ground;
    const organization = await organizationOfHomeserver(SERVER_NAME, deps);
    const own = async (userId: string) => ownUser(organization, userId, homeserver, deps);
    const twice = Array.from({ length: 8 }, () => own('@bot_twice:hs.test'));
    expect(await Promise.all(twice)).toEqual(twice.map(() => true));
    expect(await own('@bot_twice:hs.test')).toBe(true);
    await expect(organizationOfHomeserver('other.test', deps)).rejects.toThrow(
      'MATRIX_SERVER_NAME is other.test, and this Botmint belongs to another homeserver. Set it back',
    );
    // As after its data is lost.
    await sql(world.databaseUrl, 'delete from matrix_user');
    expect(await own('@bot_twice:hs.test')).toBe(true);
    // The control: of what somebody else made it is known.
    await homeserver.register('bot_other');
    expect(await own('@bot_other:hs.test')).toBe(false);
  });
});
