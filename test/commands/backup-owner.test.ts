import { expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { noteSlackPeople } from '../../src/commands/people.ts';
import { done, issue, openWorld, refused, slackPerson, TEAM } from '../world.ts';

/** bob owns steve, and dave stands in for him. */
async function withDave() {
  const world = await openWorld();
  const bob = await world.person('bob');
  const dave = await actors.ofSlackUser(
    { ...slackPerson('bob', TEAM, { userId: 'U0DAVE', name: 'dave' }), userId: 'U0DAVE' },
    world.deps,
  );
  done(await world.ask(bob, 'bots create', { username: 'steve', backup_owner: '@dave' }));
  const { id, token } = await issue(world, bob, 'steve');
  return Object.assign(world, { bob, dave, id, token });
}

test('a backup owner acts on a bot once its owner has left, and not before', async () => {
  await using world = await withDave();
  const { dave, id } = world;
  expect(refused(await world.ask(dave, 'tokens freeze', { id })).code).toBe('forbidden');
  const { team } = slackPerson('bob');
  await noteSlackPeople(team, [await slackPerson('bob', TEAM, { isDeleted: true }).profile()], world.deps);
  done(await world.ask(dave, 'tokens revoke', { id }));
  done(await world.ask(dave, 'bots transfer', { username: 'steve', to: '@dave' }));
  expect(done(await world.ask(dave, 'bots accept', { username: 'steve' }))).toMatchObject({
    username: 'steve',
  });
  const { token } = await issue(world, dave, 'steve');
  expect((await world.bot(token)).ownerName).toBe('dave');
});
