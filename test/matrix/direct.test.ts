import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import type { Deps } from '../../src/commands/execute.ts';
import { Secret } from '../../src/core/secret.ts';
import { Directs, type MatrixMember } from '../../src/surfaces/matrix/direct.ts';
import { MatrixHomeserver } from '../../src/surfaces/matrix/homeserver.ts';
import { registrationOf } from '../../src/surfaces/matrix/registration.ts';
import { openWorld, type World } from '../world.ts';
import { openSynapse, SERVER_NAME, type Synapse } from './synapse.ts';
import { type MatrixUser, openUser, roomPath } from './user.ts';

const asToken = 'as_token_of_a_test_0123456789abcdef';
const stack = new AsyncDisposableStack();
let world: World;
let synapse: Synapse;
let homeserver: MatrixHomeserver;
let directs: Directs;
let deps: Deps;
let bot: string;

beforeAll(async () => {
  const tokens = { asToken: new Secret(asToken), hsToken: new Secret('unused by this test') };
  const registration = registrationOf({ url: 'http://127.0.0.1:9', serverName: SERVER_NAME, ...tokens });
  synapse = stack.use(await openSynapse({ registration }));
  world = stack.use(await openWorld());
  homeserver = new MatrixHomeserver({ url: synapse.url, serverName: SERVER_NAME, token: tokens.asToken });
  deps = { ...world.deps, homeserver };
  directs = new Directs(deps, homeserver);
  bot = homeserver.self;
  await homeserver.register('botmint');
});
afterAll(() => stack.disposeAsync());

async function person(name: string): Promise<{ user: MatrixUser; member: MatrixMember }> {
  const user = stack.use(await openUser(synapse, name));
  const asked = { serverName: SERVER_NAME, userId: user.userId, admins: new Set<string>() };
  const { id } = await actors.ofMatrixUser({ ...asked, fresh: false, isAlone: false }, deps);
  return { user, member: { id, matrixUserId: user.userId } };
}

async function encrypt(room: string): Promise<void> {
  const path = `${roomPath(room)}/state/m.room.encryption`;
  const answer = await fetch(`${synapse.url}${path}?user_id=${encodeURIComponent(bot)}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${asToken}` },
    body: JSON.stringify({ algorithm: 'm.megolm.v1.aes-sha2' }),
  });
  expect(answer.status).toBe(200);
}

describe('the room in which the command bot speaks with one person alone', () => {
  test('is made once, stays theirs before and after they come in, and is listed', async () => {
    const { user, member } = await person('alice');
    const [room, again] = await Promise.all([directs.openFor(member), directs.openFor(member)]);
    expect(again).toBe(room);
    expect(await directs.isAlone(room, user.userId)).toBe(false);
    await user.join(room);
    expect(await new Directs(deps, homeserver).openFor(member)).toBe(room);
    expect(await directs.isAlone(room, user.userId)).toBe(true);
    expect(await homeserver.directs(bot)).toEqual({ [user.userId]: [room] });
  });

  test('is made anew when they left it, somebody else came in, or it was encrypted', async () => {
    const { user, member } = await person('bob');
    const { user: eve } = await person('eve');
    const rooms = [await directs.openFor(member)];
    await user.join(rooms[0] ?? '');
    await user.ask('POST', `${roomPath(rooms[0] ?? '')}/leave`, {});
    for (const spoil of [async (room: string) => homeserver.invite(bot, room, eve.userId), encrypt]) {
      const room = await directs.openFor(member);
      expect(rooms).not.toContain(room);
      rooms.push(room);
      await user.join(room);
      expect(await directs.isAlone(room, user.userId)).toBe(true);
      await spoil(room);
      expect(await directs.isAlone(room, user.userId)).toBe(false);
    }
    expect(rooms).not.toContain(await directs.openFor(member));
  });

  test('can be one that they made, but none that others can come into', async () => {
    const { user, member } = await person('carol');
    const open = await user.createRoom({ preset: 'public_chat', invite: [bot] });
    await homeserver.join(bot, open);
    expect(await directs.adopt(member, open)).toBe(false);
    const own = await user.createRoom({ is_direct: true, invite: [bot] });
    await homeserver.join(bot, own);
    expect(await directs.adopt(member, own)).toBe(true);
    expect(await directs.openFor(member)).toBe(own);
  });
});
