import { expect, test } from 'vitest';
import { migratedDatabase } from '../database.ts';
import { untilReady } from '../ready.ts';
import { redisTest } from '../redis.ts';
import { gather, look, type Told, until } from './crowd.ts';
import { openWorking } from './working.ts';

const PEOPLE = 200;

/** Kills a worker in the midst of its messages and has another one go on. */
async function killInTheMiddle(environment: Record<string, string>): Promise<Told> {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url, environment);
  await gather(database.url, { people: PEOPLE, tokensEach: 2 });
  const first = await working.start();
  await until(database.url, ({ messages }) => messages > PEOPLE / 5);
  await first.kill();
  expect((await look(database.url)).open).toBeGreaterThan(PEOPLE / 5);
  const second = await working.start();
  const told = await until(database.url, ({ open }) => open === 0);
  expect(await second.stop()).toBe(0);
  return told;
}

test('a worker killed in the middle of 200 reminders leaves none untold and none told twice', async () => {
  expect(await killInTheMiddle({})).toMatchObject({ messages: PEOPLE, twice: 0 });
}, 120_000);

redisTest('and so it is with the queue in Redis', { timeout: 120_000 }, async ({ redis }) => {
  expect(await killInTheMiddle({ REDIS_URL: redis.url })).toMatchObject({ messages: PEOPLE, twice: 0 });
});

redisTest(
  'a Redis that is lost in the middle, and comes back empty, leaves none untold',
  { timeout: 120_000 },
  async ({ redis }) => {
    await using database = await migratedDatabase();
    await using working = await openWorking(database.url, { REDIS_URL: redis.url });
    await gather(database.url, { people: PEOPLE, tokensEach: 1 });
    const worker = await working.start();
    await until(database.url, ({ messages }) => messages > PEOPLE / 5);
    await redis.kill();
    expect((await look(database.url)).open).toBeGreaterThan(PEOPLE / 5);
    await redis.start();
    const told = await until(database.url, ({ open }) => open === 0);
    expect(told).toMatchObject({ messages: PEOPLE, twice: 0 });
    expect(await worker.stop()).toBe(0);
    expect(await worker.complaint).toContain('The queue notices has trouble');
  },
);

test('two workers at once tell each once', async () => {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url);
  await gather(database.url, { people: PEOPLE, tokensEach: 1 });
  const workers = await Promise.all([working.start(), working.start()]);
  expect(await until(database.url, ({ messages, open }) => messages > 0 && open === 0)).toMatchObject({
    messages: PEOPLE,
    twice: 0,
    again: 0,
  });
  expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
}, 120_000);

test('serve says where its API is, does the jobs as well, and ends with nothing to say', async () => {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url);
  await gather(database.url, { people: 5, tokensEach: 1 });
  const serving = await working.start('serve');
  expect(serving.line).toMatch(/^API {4}http:\/\/127\.0\.0\.1:\d+$/);
  expect(await untilReady(serving.line.replace(/^API +/, ''))).toMatchObject({ queue: true });
  await until(database.url, ({ messages, open }) => messages === 5 && open === 0);
  expect(await serving.stop()).toBe(0);
  expect(await serving.complaint).toBe('');
}, 120_000);

test.each([
  ['work', 'SLACK_BOT_TOKEN', 'work needs a Slack: SLACK_BOT_TOKEN, or SLACK_CLIENT_ID for many workspaces.'],
  [
    'serve',
    'SLACK_BOT_TOKEN',
    'serve needs a Slack: SLACK_BOT_TOKEN, or SLACK_CLIENT_ID for many workspaces.',
  ],
  ['work', 'DATABASE_URL', 'work needs DATABASE_URL.'],
  ['serve', 'DATABASE_URL', 'serve needs DATABASE_URL.'],
  ['migrate', 'DATABASE_URL', 'migrate needs DATABASE_URL.'],
])('%s without %s says what it needs', async (command, name, sentence) => {
  await using database = await migratedDatabase();
  const without = name === 'SLACK_BOT_TOKEN' ? { SLACK_SIGNING_SECRET: '' } : {};
  await using working = await openWorking(database.url, { [name]: '', ...without });
  const refused = await working.start(command);
  expect(await refused.complaint).toContain(sentence);
  expect(await refused.ended).toBe(1);
});

test('migrate brings the database to what this version needs, and ends', async () => {
  await using database = await migratedDatabase();
  await using working = await openWorking(database.url);
  const migrating = await working.start('migrate');
  expect(migrating.line).toBe('The database is as this version needs it.');
  expect(await migrating.complaint).toBe('');
  expect(await migrating.ended).toBe(0);
});
