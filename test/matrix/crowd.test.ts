import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../dump.ts';
import { openReceiver, type Receiver } from '../webhooks/receiver.ts';
import { countTellings, type Crowd, gather, present } from './crowd.ts';
import { type MatrixRunning, startMatrix } from './running.ts';
import type { MatrixUser } from './user.ts';

/** `npm run bench:matrix` has 200: to let so many join takes Synapse long. */
const COUNT = Number(process.env['CROWD'] ?? 20);
const HOOKED = COUNT / 2;
const SAID = Array.from({ length: 10 }, (_each, index) => `message ${index}`);

let matrix: MatrixRunning;
let receiver: Receiver;
let ann: MatrixUser;
let crowd: Crowd;

beforeAll(async () => {
  matrix = await startMatrix({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  receiver = await openReceiver();
  ann = await matrix.user('ann');
  crowd = await gather(matrix, ann, { count: COUNT, hooked: HOOKED, url: receiver.url });
  while ((await present(matrix, crowd)) < COUNT) await sleep(100);
}, 300_000);

afterAll(async () => {
  await matrix[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const heard = () =>
  [...Map.groupBy(receiver.requests, ({ path }) => path).values()].map((requests) =>
    requests.map(({ body }) => (JSON.parse(body) as { message: { text: string } }).message.text),
  );

const kept = async () =>
  sql(
    matrix.botmint().databaseUrl,
    `select array_agg(payload->'message'->>'text' order by update_id) as texts from bot_update group by bot_id`,
  );

test('however many bots are in a room, a message is one delivery of the homeserver, and each is told once, in order', async () => {
  using tellings = countTellings();
  const said: string[] = [];
  for (const text of SAID) said.push(await ann.say(crowd.roomId, text));
  await expect.poll(() => receiver.requests.length, { timeout: 60_000 }).toBe(HOOKED * SAID.length);
  await expect.poll(kept).toEqual(Array.from({ length: COUNT - HOOKED }, () => ({ texts: SAID })));
  expect(heard()).toEqual(Array.from({ length: HOOKED }, () => SAID));
  expect(said.map((id) => tellings.of.get(id))).toEqual(SAID.map(() => 1));
  expect(tellings.transactions).toBeLessThan((COUNT * SAID.length) / 4);
  print(`${COUNT} bots, ${SAID.length} messages: ${tellings.transactions} deliveries of the homeserver`);
}, 90_000);

test('and they are told soon', async () => {
  const told: number[] = [];
  const posted: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const before = receiver.requests.length;
    const eventId = await ann.say(crowd.roomId, `round ${round}`);
    const said = performance.now();
    const isTold = async () =>
      (
        await sql(
          matrix.botmint().databaseUrl,
          'select from matrix_event where event_id = $1 and told_at is not null',
          [eventId],
        )
      ).length > 0;
    while (!(await isTold())) await sleep(2);
    told.push(performance.now() - said);
    while (receiver.requests.length < before + HOOKED) await sleep(2);
    posted.push((receiver.requests.at(-1)?.at ?? 0) - said);
  }
  print(
    `${COUNT} bots: taken down for all ${spread(told)} after the message; ${HOOKED} webhooks had it ${spread(posted)} after it`,
  );
  expect(told).toHaveLength(5);
}, 90_000);

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other).map((time) => Math.round(time));
  return `${sorted[0]} to ${sorted.at(-1)} ms, ${sorted[Math.floor(sorted.length / 2)]} in the middle,`;
}
