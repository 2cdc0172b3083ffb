import { expect, test } from 'vitest';
import { forgetNotices } from '../../src/jobs/forget.ts';
import { remind } from '../../src/jobs/reminders.ts';
import { issue, openWorld, rows } from '../world.ts';

const DAY = 86_400_000;

test('what was said a month ago is forgotten, and what was told is not told again', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  await rows(world, `update organization set reminders = '{7776000}'`);
  await issue(world, bob, 'steve', { expiry: '100d' });
  world.clock.pass(15 * DAY);
  await remind.sweep(world.deps);
  const at = world.clock.now().toISOString();
  await rows(world, `update notice set sent_at = '${at}', place = 'D1 1.1'`);
  world.clock.pass(29 * DAY);
  await forgetNotices.sweep(world.deps);
  expect(await rows(world, 'select from notice')).toHaveLength(1);
  world.clock.pass(2 * DAY);
  await forgetNotices.sweep(world.deps);
  await remind.sweep(world.deps);
  expect(await rows(world, 'select from notice')).toEqual([]);
  expect(await rows(world, 'select notice_id from reminder')).toEqual([{ notice_id: null }]);
});

test('what is still to be said is not forgotten, however old it is', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  await issue(world, bob, 'steve', { expiry: '10d' });
  world.clock.pass(4 * DAY);
  await remind.sweep(world.deps);
  world.clock.pass(100 * DAY);
  await forgetNotices.sweep(world.deps);
  expect(await rows(world, 'select from notice')).toHaveLength(1);
});
