import { afterAll, beforeAll, expect, test } from 'vitest';
import { Unreachable } from '../../src/core/ports.ts';
import { Directs } from '../../src/surfaces/matrix/direct.ts';
import { openListener } from '../../src/surfaces/matrix/listener.ts';
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

  test('is made anew when they left it, somebody else came in, it was encrypted, or the world may read it', async () => {
    const { directs, homeserver } = ground;
    const { user, member } = await ground.person('bob');
    const { user: eve } = await ground.person('eve');
    const rooms: string[] = [];
    for (const [spoil, isAlone] of [
      [async (room: string) => user.ask('POST', `${roomPath(room)}/leave`, {}), false],
      [async (room: string) => homeserver.invite(homeserver.self, room, eve.userId), false],
      [async (room: string) => ground.asBot(`${roomPath(room)}/state/m.room.encryption`, MEGOLM), false],
      [
        async (room: string) =>
          ground.asBot(`${roomPath(room)}/state/m.room.history_visibility`, {
            history_visibility: 'world_readable',
          }),
        false,
      ],
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

  test('is not made anew for a notice to somebody who left it, but once a day, and when they ask', async () => {
    const { directs, world } = ground;
    const { user, member } = await ground.person('dora');
    const notice = async () => directs.openFor(member, { isUnasked: true });
    const leave = async (room: string) => user.ask('POST', `${roomPath(room)}/leave`, {});
    const first = await notice();
    await leave(first);
    for (let time = 0; time < 2; time += 1) await expect(notice()).rejects.toThrow(Unreachable);
    const second = await directs.openFor(member);
    expect(second).not.toBe(first);
    expect(await notice()).toBe(second);
    await leave(second);
    await expect(notice()).rejects.toThrow('once a day');
    world.clock.pass(86_400_000);
    expect([first, second]).not.toContain(await notice());
  });

  test('shows no secret to people of another server, which keeps it, and says so', async () => {
    const { directs, deps, homeserver } = ground;
    const { user } = await ground.person('fred');
    const room = await user.createRoom({ invite: [homeserver.self] });
    await homeserver.join(homeserver.self, room);
    const bot = openListener({ deps, homeserver, directs, admins: new Set() });
    await bot.hear(
      {
        event_id: '$from-elsewhere',
        room_id: room,
        type: 'm.room.message',
        sender: '@fred:elsewhere.test',
        origin_server_ts: deps.clock.now().getTime(),
        content: { msgtype: 'm.text', body: '!botmint link' },
      },
      deps.clock.now(),
    );
    const [answer] = await homeserver.lastSaid(homeserver.self, room, 1);
    expect(answer?.content['body']).toMatch(/answers with a secret, which elsewhere\.test would keep\./);
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

describeMatrix('where the homeserver encrypts every direct room', () => {
  test('one is made once to see that, and whoever should be told is out of reach', async () => {
    await using ground = await openGround({
      settings: { encryption_enabled_by_default_for_room_type: 'invite' },
    });
    const { directs, homeserver } = ground;
    const { user, member } = await ground.person('alice');
    for (let time = 0; time < 3; time += 1)
      await expect(directs.openFor(member)).rejects.toThrow(/encrypts every direct room/);
    await expect.poll(() => user.invitations.size, { timeout: 10_000 }).toBe(1);
    expect(await homeserver.joinedRooms(homeserver.self)).toEqual([]);
  });
});

const MEGOLM = { algorithm: 'm.megolm.v1.aes-sha2' };
