import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deps } from '../../src/commands/execute.ts';
import { organizationOfHomeserver } from '../../src/commands/matrix-organization.ts';
import { HomeserverAway, type Hearing, type RoomEvent } from '../../src/core/matrix.ts';
import { Secret } from '../../src/core/secret.ts';
import * as matrixRooms from '../../src/store/matrix-rooms.ts';
import { Directs } from '../../src/surfaces/matrix/direct.ts';
import { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { openListener } from '../../src/surfaces/matrix/listener.ts';
import { registrationOf } from '../../src/surfaces/matrix/registration.ts';
import { openWorld, type World } from '../world.ts';
import { bodyOf, repliesTo } from './replies.ts';
import { describeMatrix } from './running.ts';
import { openSynapse, SERVER_NAME, type Synapse } from './synapse.ts';
import { type MatrixUser, openUser } from './user.ts';

const stack = new AsyncDisposableStack();
let synapse: Synapse;
let world: World;
let listener: Hearing;
let bot: string;
let dana: MatrixUser;
let direct: string;

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
    const homeserver = new MatrixHomeserver({
      url: synapse.url,
      serverName: SERVER_NAME,
      token: tokens.asToken,
    });
    const deps: Deps = { ...world.deps, homeserver };
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
});
