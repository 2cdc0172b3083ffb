import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { contextOf } from '../src/commands/context.ts';
import { emit } from '../src/commands/emit.ts';
import { execute } from '../src/commands/execute.ts';
import { openDatabase } from '../src/store/database.ts';
import * as bots from '../src/store/bots.ts';
import * as webhookFigures from '../src/store/webhook-figures.ts';
import { openTelemetry } from '../src/telemetry.ts';
import { slowPostgres } from './slow-postgres.ts';
import { giveWebhook } from './webhooks/hook.ts';
import { openWorld, rows, type World } from './world.ts';

const url = 'https://example.com/hook';

const watch = ({ deps: { database }, clock }: World) => openTelemetry({ database, clock, living: () => 3 });

/** The lines of one metric, without what is said of it. */
async function linesOf({ scrape }: ReturnType<typeof openTelemetry>, name: string): Promise<string[]> {
  const { text } = await scrape();
  return text.split('\n').filter((line) => new RegExp(`^${name}(?:\\{| )`).test(line));
}

/** bob has steve, and something happens to steve that a webhook may hear of. */
async function openHearing(): Promise<World & { happen(): Promise<void> }> {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  return {
    ...world,
    happen: async () => {
      await using transaction = world.deps.database.begin(bob.organizationId, 'write');
      const bot = await bots.findByUsername(transaction.db, 'steve', world.clock.now());
      if (!bot) throw new Error('no bot');
      const told = { bot: { username: 'steve', owner: 'bob' }, by: 'bob' };
      await emit(contextOf(transaction, bob, world.deps), bot, 'bot.disabled', told);
      await transaction.commit();
    },
  };
}

describe('what is scraped of webhooks', () => {
  test('is how many there are, what waits and how long, and what is kept', async () => {
    await using world = await openHearing();
    const { organizationId } = await world.person('bob');
    const telemetry = watch(world);
    expect(await linesOf(telemetry, 'botmint_webhook_oldest_waiting_seconds')).toEqual([
      'botmint_webhook_oldest_waiting_seconds 0',
    ]);
    const disabled = { status: 'disabled', status_reason: 'gone' } as const;
    const paused = { status: 'paused', status_reason: 'asked' } as const;
    for (const [name, how] of [
      ['one', {}],
      ['two', {}],
      ['quiet', paused],
      ['gone', disabled],
    ] as const)
      await giveWebhook(world.deps, organizationId, 'steve', { name, url, ...how });
    await world.happen();
    world.clock.pass(7000);
    await world.happen();
    await world.happen();
    expect(await linesOf(telemetry, 'botmint_webhook_deliveries')).toEqual([
      'botmint_webhook_deliveries{state="waiting"} 9',
      'botmint_webhook_deliveries{state="kept"} 3',
    ]);
    expect(await webhookFigures.read(world.deps.database.across, 2)).toMatchObject({ waiting: 2, kept: 2 });
    expect(await linesOf(telemetry, 'botmint_webhooks')).toEqual([
      'botmint_webhooks{status="active"} 2',
      'botmint_webhooks{status="paused"} 1',
      'botmint_webhooks{status="disabled"} 1',
    ]);
    expect(await linesOf(telemetry, 'botmint_webhook_oldest_waiting_seconds')).toEqual([
      'botmint_webhook_oldest_waiting_seconds 7',
    ]);
    // What waits at one that is paused waits for a person, and not for us.
    await rows(
      world,
      "update delivery set state = 'delivered', finished_at = due_at from webhook where webhook.id = webhook_id and status = 'active'",
    );
    world.clock.pass(60_000);
    expect(await linesOf(telemetry, 'botmint_webhook_oldest_waiting_seconds')).toEqual([
      'botmint_webhook_oldest_waiting_seconds 0',
    ]);
  });

  test('is read once in five seconds, however many scrape', async () => {
    await using world = await openHearing();
    const { organizationId } = await world.person('bob');
    await using postgres = await slowPostgres(world.databaseUrl);
    await using database = openDatabase(postgres.url, world.deps.log);
    const telemetry = openTelemetry({ database, clock: world.clock, living: () => 1 });
    await Promise.all(Array.from({ length: 20 }, () => telemetry.scrape()));
    const asked = postgres.asked;
    expect(asked).toBeGreaterThan(0);
    await giveWebhook(world.deps, organizationId, 'steve', { url });
    world.clock.pass(4999);
    expect(await linesOf(telemetry, 'botmint_webhooks')).toContain('botmint_webhooks{status="active"} 0');
    expect(postgres.asked).toBe(asked);
    world.clock.pass(1);
    expect(await linesOf(telemetry, 'botmint_webhooks')).toContain('botmint_webhooks{status="active"} 1');
    expect(postgres.asked).toBeGreaterThan(asked);
  });

  test('is left out while the database is away or silent, and all else is there, within two seconds', async () => {
    await using world = await openHearing();
    await using postgres = await slowPostgres(world.databaseUrl);
    await using database = openDatabase(postgres.url, world.deps.log);
    const telemetry = openTelemetry({ database, clock: world.clock, living: () => 1 });
    telemetry.meter.commanded('bots list', 'done', 0.002);
    const done = 'botmint_commands_total{command="bots list",outcome="done"} 1';
    expect((await telemetry.scrape()).text).toContain('botmint_webhook_deliveries{state="waiting"} 0');
    await postgres.cut();
    world.clock.pass(5000);
    const { text } = await telemetry.scrape();
    expect(text).toContain(done);
    expect(text).not.toMatch(/^botmint_webhook_(deliveries|oldest_waiting_seconds)\b/m);
    await postgres.mend();
    world.clock.pass(5000);
    expect((await telemetry.scrape()).text).toContain('botmint_webhook_oldest_waiting_seconds 0');
    postgres.silence();
    world.clock.pass(5000);
    const began = performance.now();
    expect((await telemetry.scrape()).text).toContain(done);
    expect(performance.now() - began).toBeLessThan(2000);
    postgres.hear();
    await sleep(10);
  });
});

test('attempts are counted by their outcomes, each there from the start, and timed', async () => {
  await using world = await openWorld();
  const telemetry = watch(world);
  telemetry.meter.attempted('delivered', 0.03);
  telemetry.meter.attempted('retry', 2);
  telemetry.meter.began(0.02);
  expect(await linesOf(telemetry, 'botmint_webhook_attempts_total')).toEqual([
    'botmint_webhook_attempts_total{outcome="delivered"} 1',
    'botmint_webhook_attempts_total{outcome="failed"} 0',
    'botmint_webhook_attempts_total{outcome="retry"} 1',
    'botmint_webhook_attempts_total{outcome="test"} 0',
  ]);
  const { text } = await telemetry.scrape();
  expect(text).toContain('botmint_webhook_attempt_seconds_bucket{le="0.025"} 0\n');
  expect(text).toContain('botmint_webhook_attempt_seconds_bucket{le="0.05"} 1\n');
  expect(text).toContain('botmint_webhook_attempt_seconds_sum 2.03\n');
  expect(text).toContain('botmint_webhook_first_attempt_seconds_count 1\n');
  expect(text).toContain('botmint_processes 3\n');
});

test('every command and every refusal is a few series, whatever anybody types', async () => {
  await using world = await openWorld();
  const telemetry = watch(world);
  const deps = { ...world.deps, meter: telemetry.meter };
  const bob = await world.person('bob');
  const create = world.deps.commands.find(({ name }) => name === 'bots create');
  if (!create) throw new Error('no command');
  for (let number = 0; number < 20; number += 1)
    await execute(create, { username: `bot-${number % 10}` }, bob, deps, true);
  expect(await linesOf(telemetry, 'botmint_commands_total')).toEqual([
    'botmint_commands_total{command="bots create",outcome="done"} 10',
    'botmint_commands_total{command="bots create",outcome="bot_already_exists"} 10',
  ]);
  const { text } = await telemetry.scrape();
  expect(text).not.toContain('bot-1');
});
