import { afterAll, beforeAll, expect, test } from 'vitest';
import { Directs } from '../../src/surfaces/matrix/direct.ts';
import { type Ground, openGround } from './ground.ts';
import { describeMatrix } from './running.ts';
import { roomPath } from './user.ts';

describeMatrix('the room in which the command bot speaks with one person alone', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround();
  });
  afterAll(() => ground[Symbol.asyncDispose]());

  test('is made once, stays theirs before and after they come in, and is listed', async () => {
    const { directs, deps, homeserver } = ground;
    const { user, member } = await ground.person('alice');
    const [room, again] = await Promise.all([directs.openFor(member), directs.openFor(member)]);
    expect(again).toBe(room);
    expect(await directs.isAlone(room, user.userId)).toBe(false);
    await user.join(room);
    expect(await new Directs(deps, homeserver).openFor(member)).toBe(room);
    expect(await directs.isAlone(room, user.userId)).toBe(true);
    expect(await homeserver.directs(homeserver.self)).toEqual({ [user.userId]: [room] });
  });

  test('is made anew when they left it, somebody else came in, or it was encrypted', async () => {
    const { directs, homeserver } = ground;
    const { user, member } = await ground.person('bob');
    const { user: eve } = await ground.person('eve');
    const rooms: string[] = [];
    for (const [spoil, isAlone] of [
      [async (room: string) => user.ask('POST', `${roomPath(room)}/leave`, {}), false],
      [async (room: string) => homeserver.invite(homeserver.self, room, eve.userId), false],
      [async (room: string) => ground.asBot(`${roomPath(room)}/state/m.room.encryption`, MEGOLM), false],
      [async () => {}, true],
    ] as const) {
      const room = await directs.openFor(member);
      expect(rooms).not.toContain(room);
      rooms.push(room);
      await user.join(room);
      expect(await directs.isAlone(room, user.userId)).toBe(true);
      await spoil(room);
      expect(await directs.isAlone(room, user.userId)).toBe(isAlone);
    }
    expect(await directs.openFor(member)).toBe(rooms.at(-1));
  });

  test('can be one that they made, but none that others can come into', async () => {
    const { directs, homeserver } = ground;
    const { user, member } = await ground.person('carol');
    const open = await user.createRoom({ preset: 'public_chat', invite: [homeserver.self] });
    await homeserver.join(homeserver.self, open);
    expect(await directs.adopt(member, open)).toBe(false);
    const own = await user.createRoom({ is_direct: true, invite: [homeserver.self] });
    await homeserver.join(homeserver.self, own);
    expect(await directs.adopt(member, own)).toBe(true);
    expect(await directs.openFor(member)).toBe(own);
  });
});

const MEGOLM = { algorithm: 'm.megolm.v1.aes-sha2' };
