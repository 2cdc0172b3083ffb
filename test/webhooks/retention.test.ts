import { describe, expect, test } from 'vitest';
import { late } from '../../src/jobs/webhooks/late.ts';
import { webhookRetention } from '../../src/jobs/webhooks/retention.ts';
import { openWorld, rows, type World } from '../world.ts';
import { giveWebhook } from './hook.ts';
import { givePast } from './past.ts';

const DAY = 86_400_000;

async function openHooked() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { organizationId: organization } = bob;
  const webhook = await giveWebhook(world.deps, organization, 'steve', { url: 'https://example.com/hook' });
  return Object.assign(world, { bob, organization, webhook });
}

async function sizes(world: World): Promise<number[]> {
  const [found] = await rows(
    world,
    `select (select count(*) from event)::int as events, (select count(*) from event where payload is not null)::int as whole,
       (select count(*) from delivery)::int as deliveries, (select count(*) from attempt)::int as attempts`,
  );
  return Object.values(found ?? {}).map(Number);
}

/** Days go by, with a sweep each. */
async function live(world: World, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    world.clock.pass(DAY);
    await webhookRetention.sweep(world.deps);
  }
}

describe('what was delivered', () => {
  test('is kept whole for 7 days, told of for 30, and then gone', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, state: 'delivered' }, 2);
    await live(world, 7);
    expect(await sizes(world)).toEqual([1, 1, 1, 2]);
    await live(world, 1);
    expect(await sizes(world)).toEqual([1, 0, 1, 2]);
    await live(world, 22);
    expect(await sizes(world)).toEqual([1, 0, 1, 2]);
    await live(world, 1);
    expect(await sizes(world)).toEqual([0, 0, 0, 0]);
  });

  test('is kept whole as long as it still waits at another webhook', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, state: 'delivered' });
    const other = { name: 'other', url: 'https://example.com/other' };
    const second = await giveWebhook(world.deps, world.organization, 'steve', other);
    await rows(
      world,
      `insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at)
       select organization_id, gen_random_uuid(), event_id, '${second}', 'event', 'waiting', due_at, created_at from delivery`,
    );
    await live(world, 40);
    expect(await sizes(world)).toEqual([1, 1, 1, 0]);
    expect(await rows(world, 'select state from delivery')).toEqual([{ state: 'waiting' }]);
  });
});

describe('what was not delivered', () => {
  test('is kept for 90 days while its webhook is disabled, and then gone', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, state: 'kept' });
    await live(world, 90);
    expect(await sizes(world)).toEqual([1, 1, 1, 0]);
    await live(world, 1);
    expect(await sizes(world)).toEqual([0, 0, 0, 0]);
  });

  test('has expired after 90 days of waiting, and is told of for 30 more', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, state: 'waiting' }, 0);
    await live(world, 91);
    expect(
      await rows(world, 'select state, payload from delivery join event on event.id = event_id'),
    ).toEqual([{ state: 'expired', payload: null }]);
    await live(world, 31);
    expect(await sizes(world)).toEqual([0, 0, 0, 0]);
  });
});

test('tables stay bounded, whatever happens each day', async () => {
  await using world = await openHooked();
  const most: number[][] = [];
  for (let day = 0; day < 240; day += 1) {
    for (const state of ['delivered', 'failed', 'expired', 'dropped', 'kept', 'waiting'] as const)
      await givePast(world, { ...world, state }, 2);
    await live(world, 1);
    if (day === 125 || day === 239) most.push(await sizes(world));
  }
  // 90 days of two that are unfinished, 30 of one that expired so, and 30 of four that were finished.
  expect(most[0]).toEqual(most[1]);
  expect(most[1]?.[0]).toBeLessThanOrEqual(91 * 2 + 31 + 31 * 4);
}, 60_000);

test('secrets that ended, replays that are over and webhooks that were deleted go in their time', async () => {
  await using world = await openHooked();
  await givePast(world, { ...world, state: 'delivered' });
  const at = world.clock.now().toISOString();
  await rows(
    world,
    `insert into webhook_secret select organization_id, gen_random_uuid(), webhook_id, sealed, created_at, '${at}' from webhook_secret`,
  );
  await rows(
    world,
    `insert into webhook_replay (organization_id, id, webhook_id, since, until, states, total, created_at, finished_at)
     select organization_id, gen_random_uuid(), id, created_at, created_at, '{failed}', 1, created_at, finished_at
     from webhook, (values ('${at}'::timestamptz), (null)) ended (finished_at)`,
  );
  const left = async () =>
    Promise.all(
      ['webhook_secret', 'webhook_replay', 'webhook', 'delivery'].map(
        async (table) => (await rows(world, `select from ${table}`)).length,
      ),
    );
  await live(world, 1);
  expect(await left()).toEqual([2, 2, 1, 1]);
  await live(world, 1);
  expect(await left()).toEqual([1, 2, 1, 1]);
  await live(world, 29);
  expect(await left()).toEqual([1, 1, 1, 0]);
  await rows(world, `update webhook set deleted_at = '${world.clock.now().toISOString()}'`);
  await rows(world, 'delete from webhook_replay');
  await live(world, 2);
  expect(await left()).toEqual([0, 0, 1, 0]);
  await live(world, 29);
  expect(await left()).toEqual([0, 0, 0, 0]);
});

test('what came just as its webhook was disabled or deleted is kept, or dropped, as the rest was', async () => {
  await using world = await openHooked();
  await givePast(world, { ...world, state: 'waiting' }, 0);
  await late.sweep(world.deps);
  const states = async () =>
    rows(world, 'select state, finished_at is not null as is_finished from delivery');
  expect(await states()).toEqual([{ state: 'waiting', is_finished: false }]);
  await rows(world, "update webhook set status = 'disabled', status_reason = 'gone'");
  await late.sweep(world.deps);
  expect(await states()).toEqual([{ state: 'kept', is_finished: false }]);
  await rows(world, 'update webhook set deleted_at = created_at');
  await late.sweep(world.deps);
  expect(await states()).toEqual([{ state: 'dropped', is_finished: true }]);
});
