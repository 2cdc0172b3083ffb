import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import type { Id } from '../../src/core/ids.ts';
import { replaying } from '../../src/jobs/webhooks/replaying.ts';
import { DUE } from '../../src/store/events.ts';
import { done, openWorld, refused, rows, said, type World } from '../world.ts';
import { giveWebhook } from './hook.ts';
import { givePast } from './past.ts';

async function openHooked() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { organizationId: organization } = bob;
  const webhook = await giveWebhook(world.deps, organization, 'steve', { url: 'https://example.com/hook' });
  return Object.assign(world, { bob, organization, webhook });
}

const replay = (world: World & { bob: Parameters<World['ask']>[0] }, input: Record<string, unknown> = {}) =>
  world.ask(world.bob, 'webhooks replay', { webhook: 'steve', ...input });

const replayed = (world: World) =>
  rows(
    world,
    `select event_id, count(*)::int as times from delivery where trigger = 'replay' group by event_id`,
  );

const progress = (world: World) =>
  rows(world, 'select done, skipped, total, finished_at is not null as is_over from webhook_replay');

/** Has the third transaction of a replay fail at its very end, as a process does that is killed there. */
async function breakOff(world: World): Promise<void> {
  await rows(
    world,
    `create function break_off() returns trigger language plpgsql as $$
     begin if new.done = 1500 then raise exception 'killed'; end if; return new; end $$`,
  );
  await rows(
    world,
    'create constraint trigger break_off after update on webhook_replay deferrable initially deferred for each row execute function break_off()',
  );
}

describe('a replay', () => {
  test('of 10,000 that is killed in the middle goes on, and sends each event once', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 10_000 }, 0);
    expect(said(await replay(world))).toBe(
      '10000 deliveries for steve/default are sent again, behind what comes now. You are told when all of them stand in line.',
    );
    await breakOff(world);
    await expect(replaying.sweep(world.deps)).rejects.toThrow('killed');
    expect(await progress(world)).toEqual([{ done: 1000, skipped: 0, total: 10_000, is_over: false }]);
    expect(await replayed(world)).toHaveLength(1000);
    expect(refused(await replay(world))).toEqual({
      code: 'already_done',
      sentence: 'steve/default is being replayed already: 1000 of 10000 deliveries stand in line again.',
    });
    await rows(world, 'drop trigger break_off on webhook_replay');
    await replaying.sweep(world.deps);
    expect(await progress(world)).toEqual([{ done: 10_000, skipped: 0, total: 10_000, is_over: true }]);
    const made = await replayed(world);
    expect(made).toHaveLength(10_000);
    expect(new Set(made.map(({ times }) => times))).toEqual(new Set([1]));
    const told = await rows(world, "select member_id from notice where kind = 'webhook_replayed'");
    expect(told).toEqual([{ member_id: world.bob.id }]);
    await replaying.sweep(world.deps);
    expect(await replayed(world)).toHaveLength(10_000);
  });

  test('by two processes at once still sends each event once', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 3000 }, 0);
    await replay(world);
    await Promise.all([
      replaying.sweep(world.deps),
      replaying.sweep(world.deps),
      replaying.sweep(world.deps),
    ]);
    const made = await replayed(world);
    expect([made.length, new Set(made.map(({ times }) => times))]).toEqual([3000, new Set([1])]);
    expect(await progress(world)).toEqual([{ done: 3000, skipped: 0, total: 3000, is_over: true }]);
    expect(await rows(world, "select from notice where kind = 'webhook_replayed'")).toHaveLength(1);
  });

  test('keeps the order in which things came, room by room, apart from what comes now', async () => {
    await using world = await openHooked();
    for (const room of ['!a:x', '!b:x', '!a:x']) await givePast(world, { ...world, room });
    await givePast(world, world);
    await replay(world);
    await replaying.sweep(world.deps);
    const made = await rows(
      world,
      `select again.order_key, again.state from delivery again join delivery old on old.event_id = again.event_id
       and old.trigger = 'event' where again.trigger = 'replay' order by old.sequence`,
    );
    expect(made.map(({ order_key: key }) => key)).toEqual([
      'replay:!a:x',
      'replay:!b:x',
      'replay:!a:x',
      null,
    ]);
    expect(new Set(made.map(({ state }) => state))).toEqual(new Set(['waiting']));
    const bySequence = `select array_agg(event_id order by sequence) as events from delivery group by trigger`;
    const [one, other] = await rows(world, bySequence);
    expect(one?.['events']).toEqual(other?.['events']);
  });

  test('passes over what is not kept any more, and says so', async () => {
    await using world = await openHooked();
    await givePast(world, { ...world, count: 3 });
    await replay(world);
    await rows(world, 'update event set payload = null where id = (select min(id::text)::uuid from event)');
    await replaying.sweep(world.deps);
    expect(await progress(world)).toEqual([{ done: 2, skipped: 1, total: 3, is_over: true }]);
  });

  test('ends where it is when the webhook is disabled or deleted', async () => {
    await using world = await openHooked();
    for (const change of ["status = 'disabled', status_reason = 'gone'", 'deleted_at = created_at']) {
      await rows(world, "update webhook set status = 'active', status_reason = null");
      await givePast(world, { ...world, count: 3 });
      done(await replay(world));
      await rows(world, `update webhook set ${change}`);
      await replaying.sweep(world.deps);
    }
    expect(await progress(world)).toMatchObject([
      { done: 0, is_over: true },
      { done: 0, is_over: true },
    ]);
    expect(await replayed(world)).toEqual([]);
    expect(await rows(world, "select from notice where kind = 'webhook_replayed'")).toHaveLength(1);
  });

  test('wakes the processes that deliver, with the commit', async () => {
    await using world = await openHooked();
    await givePast(world, world);
    const client = new Client(world.databaseUrl);
    await client.connect();
    const heard: (string | undefined)[] = [];
    client.on('notification', ({ payload }) => heard.push(payload));
    await client.query(`listen ${DUE}`);
    await replay(world);
    await client.query('select 1');
    expect(heard).toEqual([]);
    await replaying.sweep(world.deps);
    await client.query('select 1');
    await client.end();
    expect(heard).toEqual([world.webhook] satisfies Id<'webhook'>[]);
  });
});
