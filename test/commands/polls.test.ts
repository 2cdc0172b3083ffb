import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import type { Id } from '../../src/core/ids.ts';
import * as botUpdates from '../../src/store/bot-updates.ts';
import { clock } from '../../src/system.ts';
import { migratedDatabase } from '../database.ts';
import { sql } from '../dump.ts';
import { type Process, startProcess } from '../process.ts';
import { slackPerson } from '../world.ts';

const stack = new AsyncDisposableStack();
let url: string;
let one: Process;
let other: Process;
let poll: { organization: Id<'organization'>; bot: Id<'bot'>; offset: number; waitMs: number };

beforeAll(async () => {
  ({ url } = stack.use(await migratedDatabase()));
  one = stack.use(await startProcess(url));
  other = stack.use(await startProcess(url));
  const bob = await actors.ofSlackUser(slackPerson('bob'), one.deps);
  await one.done(bob, 'bots create', { username: 'steve' });
  const [steve] = (await sql(url, 'select id from bot')) as { id: Id<'bot'> }[];
  if (!steve) throw new Error('there is no steve');
  poll = { organization: bob.organizationId, bot: steve.id, offset: 0, waitMs: 20_000 };
});

afterAll(() => stack.disposeAsync());

const say = async (text: string): Promise<void> => {
  await using transaction = one.deps.database.begin(poll.organization, 'write');
  const update = { message: { text }, room: '!a:x', sender: '@ann:x' };
  await botUpdates.insert(transaction.db, poll.organization, [poll.bot], update, clock.now());
  await transaction.commit();
};

const waited = async (work: Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work.catch(() => undefined);
  return performance.now() - began;
};

test('whoever waits in one process hears of what came in another', async () => {
  const waiting = other.deps.polls.wait(poll);
  await sleep(200);
  await say('hi');
  expect(await waiting).toBe(0);
  await sql(url, 'delete from bot_update');
});

test('of those who wait in several processes the last one goes on', async () => {
  const asked = [one, other, one, other].map(async ({ deps }) => deps.polls.wait(poll));
  const answers = Promise.allSettled(asked);
  await sleep(500);
  await say('to one alone');
  const ended = (await answers).map((each) =>
    each.status === 'fulfilled' ? 'goes on' : (each.reason as { code: string }).code,
  );
  expect(ended.toSorted()).toEqual(['goes on', 'updates_taken', 'updates_taken', 'updates_taken']);
  await sql(url, 'delete from bot_update');
});

test('nobody waits for a caller who has gone, or when their process stops', async () => {
  const gone = new AbortController();
  const left = waited(one.deps.polls.wait({ ...poll, gone: gone.signal }));
  await sleep(100);
  gone.abort();
  expect(await left).toBeLessThan(5000);
  const gonebefore = waited(one.deps.polls.wait({ ...poll, gone: gone.signal }));
  expect(await gonebefore).toBeLessThan(5000);
  const stopped = waited(other.deps.polls.wait(poll));
  await sleep(100);
  other.deps.polls.close();
  expect(await stopped).toBeLessThan(5000);
});

const at = (hours: number): Date => new Date(clock.now().getTime() - hours * 3_600_000);

const kept = async () =>
  (
    (await sql(url, `select payload->'message'->>'text' as text from bot_update order by update_id`)) as {
      text: string;
    }[]
  ).map(({ text }) => text);

test('of a bot that nobody asks for the newest updates are kept, and none for more than a day', async () => {
  const { across } = one.deps.database;
  for (const hours of [25, 3, 2, 1])
    await sql(
      url,
      `insert into bot_update select organization_id, id, nextval(pg_get_serial_sequence('event', 'sequence')), $1, $2 from bot`,
      [JSON.stringify({ message: { text: `${hours} hours ago` } }), at(hours)],
    );
  await botUpdates.forgetOld(across, at(24), 100);
  expect(await kept()).toEqual(['3 hours ago', '2 hours ago', '1 hours ago']);
  await botUpdates.forgetMany(across, 2);
  expect(await kept()).toEqual(['2 hours ago', '1 hours ago']);
  await botUpdates.forgetMany(across, 2);
  expect(await kept()).toHaveLength(2);
});
