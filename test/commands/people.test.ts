import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { noteSlackPeople, type SlackProfile } from '../../src/commands/people.ts';
import { type Role, scopesOf } from '../../src/core/scopes.ts';
import { issue, openWorld, slackPerson, TEAM } from '../world.ts';

describe('a person of the workspace', () => {
  test('has the role that it gives them', async () => {
    await using world = await openWorld();
    const expected: [changes: Partial<SlackProfile>, role: Role][] = [
      [{ isOwner: true }, 'admin'],
      [{ isAdmin: true }, 'admin'],
      [{}, 'member'],
      [{ isRestricted: true }, 'guest'],
      [{ isUltraRestricted: true }, 'guest'],
      [{ isAdmin: true, isRestricted: true }, 'guest'],
    ];
    for (const [changes, role] of expected) {
      const person = { ...slackPerson('bob', TEAM, changes), fresh: true };
      const actor = await actors.ofSlackUser(person, world.deps);
      expect(actor).toMatchObject({ kind: 'member', name: 'bob', role, timeZone: 'Europe/Berlin' });
      expect(actor.scopes).toEqual(scopesOf(role));
    }
  });

  test('is an admin when named one', async () => {
    await using world = await openWorld();
    const bob = slackPerson('bob');
    const team = { ...bob.team, admins: new Set([bob.userId]) };
    expect((await actors.ofSlackUser({ ...bob, team }, world.deps)).role).toBe('admin');
  });

  test('has a time zone that exists, whatever their workspace says', async () => {
    await using world = await openWorld();
    const person = slackPerson('bob', TEAM, { timeZone: 'Mars/Olympus' });
    expect((await actors.ofSlackUser(person, world.deps)).timeZone).toBe('UTC');
  });

  test('is asked about at first contact, again after a minute, and at once before a destroy', async () => {
    await using world = await openWorld();
    let asked = 0;
    const person = slackPerson('bob');
    const profile = async () => {
      asked += 1;
      return person.profile();
    };
    const contact = async (fresh: boolean) => actors.ofSlackUser({ ...person, profile, fresh }, world.deps);
    await contact(false);
    world.clock.pass(59_999);
    await contact(false);
    expect(asked).toBe(1);
    await contact(true);
    expect(asked).toBe(2);
    world.clock.pass(60_000);
    await contact(false);
    expect(asked).toBe(3);
  });

  test('who is deactivated is refused, also while that is remembered', async () => {
    await using world = await openWorld();
    for (const changes of [{ isDeleted: true }, {}])
      await expect(actors.ofSlackUser(slackPerson('bob', TEAM, changes), world.deps)).rejects.toMatchObject({
        code: 'forbidden',
        message: 'Your account in this workspace is deactivated, so there is nothing you can do here.',
      });
  });

  test.each([{ isStranger: true }, { teamId: 'T0OTHER' }])(
    'who is of another, %j, has nothing and leaves nothing',
    async (changes) => {
      await using world = await openWorld();
      await expect(actors.ofSlackUser(slackPerson('bob', TEAM, changes), world.deps)).rejects.toMatchObject({
        code: 'forbidden',
        message: 'You are from another workspace, and Botmint acts only for the people of this one.',
      });
      expect(await world.deps.database.across.selectFrom('organization').selectAll().execute()).toEqual([]);
    },
  );

  test('met ten times at once for the first time is one', async () => {
    await using world = await openWorld();
    const met = await Promise.all(Array.from({ length: 10 }, async () => world.person('bob')));
    expect(new Set(met.map(({ id }) => id)).size).toBe(1);
    expect(new Set(met.map(({ organizationId }) => organizationId)).size).toBe(1);
  });
});

describe('the people of a workspace', () => {
  test('are known before they first ask, strangers left out', async () => {
    await using world = await openWorld();
    const { team } = slackPerson('alice');
    const everybody = await Promise.all(
      (['alice', 'bob', 'carol'] as const).map(async (name) => slackPerson(name).profile()),
    );
    const stranger = await slackPerson('bob', TEAM, { isStranger: true, userId: 'U0STRANGE' }).profile();
    const noted = await noteSlackPeople(team, [...everybody, stranger], world.deps);
    expect(noted.map(({ name, role }) => [name, role])).toEqual([
      ['alice', 'admin'],
      ['bob', 'member'],
      ['carol', 'guest'],
    ]);
  });

  test('take what they lost from their bots, without having to ask', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { token } = await issue(world, bob, 'steve');
    expect((await world.bot(token)).scopes.has('messages:write')).toBe(true);
    const { team } = slackPerson('bob');
    await noteSlackPeople(
      team,
      [await slackPerson('bob', TEAM, { isRestricted: true }).profile()],
      world.deps,
    );
    expect((await world.bot(token)).scopes.has('messages:write')).toBe(false);
    await noteSlackPeople(team, [await slackPerson('bob', TEAM, { isDeleted: true }).profile()], world.deps);
    expect([...(await world.bot(token)).scopes]).toEqual([]);
  });
});
