/**
 * What a delivery costs, from the committed row to the 2xx that is written down, with the queue in Postgres and in Redis,
 * beside a loop that only signs and posts: `npm run bench:webhooks`. Ten webhooks, one worker process, a receiver in a
 * process of its own. Prints figures and asserts nothing; it takes up to four minutes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { produce } from '../failures/producer.ts';
import { makeBot, openStage, type Stage } from '../failures/stage.ts';
import { giveWebhook } from '../webhooks/hook.ts';
import { machine, print } from './installation.ts';
import { cpuOf, memoryOf } from './processes.ts';

const ROUNDS = 3;
const HOOKS = 10;
const BODIES = [
  { name: '64 B', bytes: 64, times: 4000 },
  { name: '20 kB', bytes: 20_000, times: 1500 },
];
const PER_SECOND = 50;
const SECONDS = 8;

interface Leg {
  perSecond: number;
  /** Microseconds of CPU for each, by whose they are. */
  worker: number;
  postgres: number;
  redis: number;
}

interface Side {
  stage: Stage;
  bots: Awaited<ReturnType<typeof makeBot>>[];
  hooks: string[];
  /** The worker's memory before it did anything, in MB. */
  atRest: number;
}

const legs = new Map<string, Leg[]>();

async function measure(): Promise<void> {
  const receiver = await child('webhook-receiver.ts');
  const { port } = z.object({ port: z.int() }).parse(receiver.said);
  const url = `http://127.0.0.1:${port}`;
  const loop = await child('webhook-loop.ts');
  await using postgres = await openStage({ backend: 'postgres', workers: 1 });
  await using redis = await openStage({ backend: 'redis', workers: 1 });
  const sides = [await sideOf(postgres, url), await sideOf(redis, url)];
  print(`${machine}; ${HOOKS} webhooks, one worker, medians of ${ROUNDS} rounds in turn`);
  for (const side of sides) await deliver(side, 500, 64);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, bytes, times } of BODIES) {
      for (const side of sides)
        keep(`${name} ${side.stage.setting.backend}`, await deliver(side, times, bytes));
      keep(`${name} bare loop`, await postOnly(loop.process, url, times * 3, bytes));
    }
  }
  report();
  for (const side of sides) await latency(side, receiver.process, url);
  for (const { process: each } of [receiver, loop]) {
    each.disconnect();
    await once(each, 'exit');
  }
}

function keep(name: string, leg: Leg): void {
  legs.set(name, [...(legs.get(name) ?? []), leg]);
}

async function child(file: string): Promise<{ process: ChildProcess; said: unknown }> {
  const process = fork(join(import.meta.dirname, file));
  const [said]: unknown[] = await once(process, 'message');
  return { process, said };
}

async function sideOf(stage: Stage, url: string): Promise<Side> {
  const { now: atRest } = await memoryOf(stage.crew.all[0]?.pid ?? 0);
  const side: Side = { stage, bots: [], hooks: [], atRest };
  for (let index = 0; index < HOOKS; index += 1) {
    const username = `bench-${index}`;
    side.bots.push(await makeBot(stage, username));
    const webhook = { url: `${url}/${username}` };
    side.hooks.push(await giveWebhook(stage.deps, stage.organization, username, webhook));
  }
  return side;
}

/** Commits so many deliveries at once, and measures until the last 2xx is written down. */
async function deliver({ stage, hooks }: Side, times: number, bytes: number): Promise<Leg> {
  const { ask, organization, cluster, redis, crew } = stage;
  const pids = [crew.all[0]?.pid ?? 0, await cluster.postmaster(), redis?.pid ?? 0];
  const cpu = async (): Promise<number[]> => Promise.all(pids.map(cpuOf));
  await ask(
    `with made as (
       insert into event (organization_id, id, type, payload, created_at)
       select $1, gen_random_uuid(), 'message', rpad('{"update_id":' || number, $4 - 1, ' ') || '}', now()
       from generate_series(1, $3::int) number returning id, sequence
     ), due as (
       insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at)
       select $1, gen_random_uuid(), id, ($2::uuid[])[1 + sequence % cardinality($2::uuid[])], 'event', 'waiting', now(), now()
       from made
     ) select pg_notify('botmint_due', array_to_string($2::uuid[], ','))`,
    [organization, hooks, times, bytes],
  );
  const [began, before] = [performance.now(), await cpu()];
  const waiting = "select from delivery where state = 'waiting' and webhook_id = any($1) limit 1";
  while ((await ask(waiting, [hooks])).length > 0) await sleep(20);
  const took = performance.now() - began;
  const after = await cpu();
  const [worker = 0, postgres = 0, queue = 0] = after.map(
    (each, index) => ((each - (before[index] ?? 0)) * 1e6) / times,
  );
  return { perSecond: (1000 * times) / took, worker, postgres, redis: queue };
}

async function postOnly(loop: ChildProcess, url: string, times: number, bytes: number): Promise<Leg> {
  const pid = loop.pid ?? 0;
  const before = await cpuOf(pid);
  const body = `${'{"update_id":7'.padEnd(bytes - 1)}}`;
  const answered = once(loop, 'message');
  loop.send({ url, paths: HOOKS, atOnce: HOOKS * 8, times, body });
  const { took } = z.object({ took: z.number() }).parse((await answered)[0]);
  const cpu = (await cpuOf(pid)) - before;
  return { perSecond: (1000 * times) / took, worker: (cpu * 1e6) / times, postgres: 0, redis: 0 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function report(): void {
  print('body   who            per second   CPU µs each: process   Postgres   Redis   beside the loop');
  for (const [name, measured] of [...legs].toSorted(([a], [b]) => (a < b ? 1 : -1))) {
    const [size = '', unit = '', ...who] = name.split(' ');
    const of = (figure: keyof Leg): number => median(measured.map((leg) => leg[figure]));
    const bare = median((legs.get(`${size} ${unit} bare loop`) ?? []).map(({ worker }) => worker));
    const columns = [
      `${size} ${unit}`.padEnd(7),
      who.join(' ').padEnd(10),
      Math.round(of('perSecond')).toLocaleString('en').padStart(15),
      ...(['worker', 'postgres', 'redis'] as const).map((figure, index) =>
        of(figure)
          .toFixed(0)
          .padStart([23, 11, 8][index] ?? 0),
      ),
      `${(of('worker') / bare).toFixed(2)} ×`.padStart(18),
    ];
    print(columns.join(''));
  }
}

/** From commit to first attempt at a modest rate, and the same with one more webhook that never answers. */
async function latency({ stage, bots, atRest }: Side, receiver: ChildProcess, url: string): Promise<void> {
  const queue = stage.setting.backend;
  print(`${queue}: commit to first attempt at ${PER_SECOND}/s ${await trickle(stage, bots, receiver)}`);
  const hung = await makeBot(stage, 'hung');
  await giveWebhook(stage.deps, stage.organization, 'hung', { url: `${url}/hung` });
  const told = await trickle(stage, [hung, ...bots.slice(1)], receiver);
  print(`${queue}: the same, one of ten hung: of the others ${told}`);
  const { most } = await memoryOf(stage.crew.all[0]?.pid ?? 0);
  print(`${queue}: memory of the worker ${Math.round(atRest)} MB at first, ${Math.round(most)} MB at most`);
}

async function trickle(stage: Stage, bots: Side['bots'], receiver: ChildProcess): Promise<string> {
  receiver.send('forget');
  await once(receiver, 'message');
  const producer = produce({ stage, to: bots.map((bot) => ({ bot })), perSecond: PER_SECOND });
  await sleep(SECONDS * 1000);
  await producer.stop();
  await sleep(1000);
  const answered = once(receiver, 'message');
  receiver.send('came');
  const { came } = z.object({ came: z.array(z.tuple([z.string(), z.number()])) }).parse((await answered)[0]);
  const took = came.flatMap(([id, at]) => {
    const from = producer.confirmedAt.get(id);
    return from === undefined ? [] : [at - performance.timeOrigin - from];
  });
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? NaN).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(0.999)} ms, of ${took.length}`;
}

await measure();
