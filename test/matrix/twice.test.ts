import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deps } from '../../src/commands/execute.ts';
import { organizationOfHomeserver } from '../../src/commands/matrix-organization.ts';
import { HomeserverAway, type Hearing, type RoomEvent } from '../../src/core/matrix.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/store/database.ts';
import * as matrixRooms from '../../src/store/matrix-rooms.ts';
import { Directs } from '../../src/surfaces/matrix/direct.ts';
import { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { openListener } from '../../src/surfaces/matrix/listener.ts';
import { registrationOf } from '../../src/surfaces/matrix/registration.ts';
import { sql } from '../dump.ts';
import { type SlowPostgres, slowPostgres } from '../slow-postgres.ts';
import { openWorld, type World } from '../world.ts';
import { bodyOf, repliesTo } from './replies.ts';
import { describeMatrix } from './running.ts';
import { openSynapse, SERVER_NAME, type Synapse } from './synapse.ts';
import { type MatrixUser, openUser } from './user.ts';

const stack = new AsyncDisposableStack();
let synapse: Synapse;
let world: World;
let way: SlowPostgres;
let homeserver: Meddled;
let listener: Hearing;
let bot: string;
let dana: MatrixUser;
let direct: string;

/** The homeserver, where something goes wrong just before it is asked. */
class Meddled extends MatrixHomeserver {
  beforeStanding: (() => Promise<void>) | undefined;
  beforeSend: (() => Promise<void>) | undefined;

  override async standing(...asked: Parameters<MatrixHomeserver['standing']>) {
    await this.beforeStanding?.();
    return super.standing(...asked);
  }

  override async send(...[as, room, type, content, txn]: Parameters<MatrixHomeserver['send']>) {
    await this.beforeSend?.();
    return super.send(as, room, type, content, txn);
  }
}

/** The homeserver is registered with another token from now on, and then with ours again. */
const forgetUs = async (): Promise<void> =>
  synapse.reregister((usual) => usual.replace('as_token_of_a_test', 'another_of_a_test'));
const knowUs = async (): Promise<void> => synapse.reregister((usual) => usual);

/** As is taken down when the homeserver tells that somebody came. */
async function noteThatItCame(): Promise<void> {
  const organization_id = await organizationOfHomeserver(SERVER_NAME, world.deps);
  await using transaction = world.deps.database.begin(organization_id, 'write');
  const membership = { organization_id, room_id: direct, user_id: bot, bot_id: null };
  await matrixRooms.put(transaction.db, { ...membership, state: 'join', at: world.clock.now() });
  await transaction.commit();
}

const told = (event_id: string, type: string, content: Record<string, unknown>): RoomEvent => ({
  event_id,
  room_id: direct,
  type,
  sender: dana.userId,
  origin_server_ts: world.clock.now().getTime(),
  content,
});

const hear = async (event: RoomEvent): Promise<void> => listener.hear(event, world.clock.now());

/** Dana says it; what comes of it is that the command bot hears the event which this resolves with. */
async function said(text: string): Promise<RoomEvent> {
  world.clock.pass(1000);
  const id = await dana.say(direct, text);
  return told(id, 'm.room.message', { msgtype: 'm.text', body: text });
}

const answersTo = async ({ event_id: id }: RoomEvent): Promise<string[]> => {
  await dana.until(`an answer to ${id}`, (event) => repliesTo(event) === id);
  return dana.seen.filter((event) => repliesTo(event) === id).map(bodyOf);
};

const MADE = /^otto is ready/;

describeMatrix('what is heard twice', () => {
  beforeAll(async () => {
    const tokens = {
      asToken: new Secret('as_token_of_a_test_0123456789abcdef'),
      hsToken: new Secret('unused here'),
    };
    const registration = registrationOf({ url: 'http://127.0.0.1:9', serverName: SERVER_NAME, ...tokens });
    synapse = stack.use(await openSynapse({ registration }));
    world = stack.use(await openWorld());
    homeserver = new Meddled({ url: synapse.url, serverName: SERVER_NAME, token: tokens.asToken });
    way = stack.use(await slowPostgres(world.databaseUrl));
    const database = stack.use(openDatabase(way.url, world.deps.log));
    const deps: Deps = { ...world.deps, homeserver, database };
    const directs = new Directs(deps, homeserver);
    listener = openListener({ deps, homeserver, directs, admins: new Set() });
    bot = homeserver.self;
    await homeserver.register('botmint');
    dana = stack.use(await openUser(synapse, 'dana'));
    direct = await dana.createRoom({ is_direct: true, invite: [bot] });
    const content = { membership: 'invite', is_direct: true };
    await hear({ ...told('$invitation', 'm.room.member', content), state_key: bot });
    await noteThatItCame();
  });
  afterAll(() => stack.disposeAsync());

  test('is done once, and answered once', async () => {
    const event = await said('bots create otto');
    await hear(event);
    world.clock.pass(1000);
    await hear(event);
    expect(await answersTo(event)).toEqual([expect.stringMatching(MADE)]);
    const after = await said('bots list');
    await hear(after);
    expect(await answersTo(after)).toEqual([expect.stringMatching(/^1 bot\./)]);
  });

  test('is no answer to what it had asked itself', async () => {
    const event = await said('bots create');
    const receivedAt = world.clock.now();
    await hear(event);
    world.clock.pass(1000);
    await listener.hear(event, receivedAt);
    expect(await answersTo(event)).toEqual([expect.stringMatching(/^Username: /)]);
    const answer = await said('olga');
    await hear(answer);
    await hear(answer);
    expect(await answersTo(answer)).toEqual([expect.stringMatching(/^olga is ready/)]);
  });

  test('is done once when its answer was lost on the way, and then that is said', async () => {
    const event = await said('bots create ole');
    await synapse.kill();
    await expect(hear(event)).rejects.toBeInstanceOf(HomeserverAway);
    await synapse.start();
    await hear(event);
    expect(await answersTo(event)).toEqual([
      '`bots create` is done; only the answer to it was lost on the way.',
    ]);
    await hear(event);
    expect(await answersTo(event)).toHaveLength(1);
  });

  test('is done when the database is back that went away in the middle, and nothing is said before', async () => {
    const event = await said('webhooks set ole http://127.0.0.1:9/hook');
    homeserver.beforeStanding = async () => way.cut();
    await expect(hear(event)).rejects.toMatchObject({ code: 'service_unavailable' });
    homeserver.beforeStanding = undefined;
    await way.mend();
    await hear(event);
    expect(await answersTo(event)).toEqual([expect.stringMatching(/^ole\/default is set/)]);
  });

  test('answers no question that cannot be read any more', async () => {
    await hear(await said('bots create'));
    await sql(world.databaseUrl, "update matrix_prompt set state = 'sealed by another key'");
    const answer = await said('oskar');
    await hear(answer);
    expect(await answersTo(answer)).toEqual([expect.stringMatching(/^There is no command/)]);
  });

  test('is answered when the homeserver knows Botmint again, and a secret that it did not show then is not taken back', async () => {
    const event = await said('webhooks set otto http://127.0.0.1:9/hook');
    homeserver.beforeSend = forgetUs;
    await expect(hear(event)).rejects.toMatchObject({ code: 'M_UNKNOWN_TOKEN' });
    homeserver.beforeSend = undefined;
    const invited = { ...told('$again', 'm.room.member', { membership: 'invite' }), state_key: bot };
    await expect(hear(invited)).rejects.toMatchObject({ code: 'M_UNKNOWN_TOKEN' });
    await knowUs();
    await hear(event);
    expect(await answersTo(event)).toHaveLength(1);
    expect(world.logged.join('\n')).not.toMatch(/could not be shown|nothing could be answered/);
  });
});
