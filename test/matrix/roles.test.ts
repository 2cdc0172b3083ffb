import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { judgeMatrixPeople } from '../../src/commands/matrix-people.ts';
import { openWorld, rows, slackPerson, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const matrixUser = async (userId: string, admins: string[] = []) =>
  actors.ofMatrixUser(
    { serverName: 'hs.test', userId, admins: new Set(admins), fresh: false, isAlone: false },
    world.deps,
  );

describe('a person of a homeserver', () => {
  test('is a member on ours, a guest from another, and an admin where BOTMINT_ADMINS says so', async () => {
    const root = ['@root:hs.test', '@far:elsewhere.test'];
    const known = [];
    for (const userId of ['@dora:hs.test', '@eve:elsewhere.test', ...root])
      known.push(await matrixUser(userId, root));
    expect(known.map(({ name, role, surface }) => `${name} ${role} ${surface}`)).toEqual([
      'dora member matrix',
      'eve:elsewhere.test guest matrix',
      'root admin matrix',
      'far:elsewhere.test admin matrix',
    ]);
    world.clock.pass(60_000);
    expect((await matrixUser('@root:hs.test')).role).toBe('member');
    // At the start, of who typed nothing since.
    const roles = async () =>
      rows(
        world,
        "select role from member where matrix_user_id in ('@dora:hs.test', '@far:elsewhere.test') order by 1",
      );
    expect(await roles()).toEqual([{ role: 'admin' }, { role: 'member' }]);
    const { organizationId } = await matrixUser('@dora:hs.test');
    const set = { serverName: 'hs.test', admins: new Set(['@dora:hs.test']) };
    await judgeMatrixPeople(organizationId, set, world.deps);
    expect(await roles()).toEqual([{ role: 'admin' }, { role: 'guest' }]);
  });

  test('is called in full where somebody of Slack has the name, and found by either', async () => {
    const alice = await world.person('alice');
    const other = await matrixUser('@alice:hs.test');
    expect(other).toMatchObject({
      name: 'alice:hs.test',
      role: 'member',
      organizationId: alice.organizationId,
    });
    for (const person of ['@alice:hs.test', 'alice:hs.test'])
      await world.ask(alice, 'members set-role', { person, role: 'guest' });
    // What an admin here gave goes before what the server says.
    expect((await matrixUser('@alice:hs.test')).role).toBe('guest');
    expect((await world.person('alice')).role).toBe('admin');
  });

  test('who is also in Slack is what their workspace says, and is refused when that deactivated them', async () => {
    const carol = await world.person('carol');
    await rows(world, `update member set matrix_user_id = '@carol:hs.test' where id = '${carol.id}'`);
    expect(await matrixUser('@carol:hs.test')).toMatchObject({ id: carol.id, name: 'carol', role: 'guest' });
    let isDeleted = false;
    const look = async () => {
      const { team, ...gone } = slackPerson('carol', undefined, { isDeleted });
      // Either of their ids can be an admin's.
      const admins = new Set(['@carol:hs.test']);
      await actors.ofSlackUser({ ...gone, team: { ...team, admins }, fresh: true }, world.deps);
    };
    const deps = { ...world.deps, directory: { look } };
    const person = {
      serverName: 'hs.test',
      userId: '@carol:hs.test',
      admins: new Set<string>(),
      isAlone: true,
    };
    const now = await actors.ofMatrixUser({ ...person, fresh: true }, deps);
    expect(now).toMatchObject({ id: carol.id, role: 'admin', isAlone: true });
    isDeleted = true;
    await expect(actors.ofMatrixUser({ ...person, fresh: true }, deps)).rejects.toThrow('deactivated');
    // A workspace that is away says nothing new.
    const away = { look: async () => Promise.reject(new Error('away')) };
    await expect(
      actors.ofMatrixUser({ ...person, fresh: true }, { ...world.deps, directory: away }),
    ).rejects.toThrow('deactivated');
  });

  test('met ten times at once for the first time is one', async () => {
    const met = await Promise.all(Array.from({ length: 10 }, async () => matrixUser('@new:hs.test')));
    expect(new Set(met.map(({ id }) => id)).size).toBe(1);
  });
});
