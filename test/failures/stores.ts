import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { slowly } from './receiver.ts';
import { atCorners, everywhere, type Scenario, soon, withOne } from './scenario.ts';
import type { Hook, Scene } from './scene.ts';

const inRedis = ({ backend }: { backend: string }): boolean => backend === 'redis';

/** So soon everything is to go on when what was broken is back. */
const GOES_ON_MS = 5000;

/** Measures from when what was broken is back until each of the webhooks is sent something. */
async function untilNext(
  { stage, hold }: Scene,
  hooks: readonly Hook[],
  back: () => Promise<void>,
): Promise<number> {
  await back();
  const began = performance.now();
  const next = async ({ path }: Hook): Promise<number> =>
    (await stage.receiver.next((request) => request.path === path)).at - began;
  const all = Promise.all(hooks.map(next));
  const took = Math.max(...(await soon(all, 'a request to each webhook after what was broken was back', 60)));
  hold(took <= GOES_ON_MS, `it went on ${Math.round(took)} ms after what was broken was back`);
  return took;
}

const redisLost: Scenario = {
  name: 'redis-lost',
  fault: 'Redis dies and comes back with nothing',
  how: 'SIGKILL without persistence, back after 1 s, twice, under load',
  on: inRedis,
  async act(scene) {
    const { redis } = scene.stage;
    if (!redis) return;
    const hooks = await scene.hooks(5, slowly(20));
    scene.produce({ to: hooks, perSecond: 100 });
    for (let count = 0; count < 2; count += 1) {
      await sleep(1000);
      await redis.kill();
      await sleep(1000);
      scene.wentOnAfter(await untilNext(scene, hooks, async () => redis.start()));
    }
    await sleep(1000);
  },
};

const redisFlushed: Scenario = {
  name: 'redis-flushed',
  fault: 'Redis loses all that it holds, and goes on',
  how: 'FLUSHALL, 3 times, under load',
  on: inRedis,
  async act(scene) {
    const { redis } = scene.stage;
    if (!redis) return;
    const hooks = await scene.hooks(5, slowly(20));
    scene.produce({ to: hooks, perSecond: 100 });
    for (let count = 0; count < 3; count += 1) {
      await sleep(1000);
      scene.wentOnAfter(await untilNext(scene, hooks, async () => redis.flush()));
    }
  },
};

const postgresDown: Scenario = {
  name: 'postgres-down',
  fault: 'Postgres ends at once and recovers',
  how: 'SIGQUIT (an immediate restart), then SIGKILL, each down for 0.5 s, under load',
  on: everywhere,
  async act(scene) {
    const { cluster } = scene.stage;
    const hooks = await scene.hooks(5, slowly(20));
    scene.produce({ to: hooks, perSecond: 100 });
    for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
      await sleep(1500);
      await cluster.down(signal);
      await sleep(500);
      scene.wentOnAfter(await untilNext(scene, hooks, async () => cluster.up()));
      // What was answered while there was nowhere to write it to.
      scene.mayRepeat += hooks.length * 8;
    }
    await sleep(1500);
  },
};

const Said = z.object({ written: z.string().optional(), committed: z.string().optional() });

/** A producer of its own; killed before its commit, or after it. Resolves with the id that it had made. */
async function dyingProducer(scene: Scene, hook: Hook, isCommitted: boolean): Promise<string> {
  const { cluster, organization, owner } = scene.stage;
  const child = fork(join(import.meta.dirname, 'producing.ts'), [cluster.url, organization, owner, hook.bot]);
  const ended = once(child, 'exit');
  const said = async () => Said.parse((await once(child, 'message'))[0]);
  const { written = '' } = await said();
  if (isCommitted) {
    child.send('commit');
    await said();
  }
  child.kill('SIGKILL');
  await ended;
  return written;
}

const producerKilled: Scenario = {
  name: 'producer-killed',
  fault: 'A producer dies before its commit, and after it',
  how: 'SIGKILL with the rows written and not committed, and right after the commit, 6 times each',
  on: withOne,
  async act(scene) {
    const { stage } = scene;
    const hook = await scene.hook();
    const die = async (isCommitted: boolean): Promise<string[]> =>
      Promise.all(Array.from({ length: 3 }, async () => dyingProducer(scene, hook, isCommitted)));
    const without = [...(await die(false)), ...(await die(false))];
    const committed = [...(await die(true)), ...(await die(true))];
    await scene.drained();
    const times = (id: string): number => stage.receiver.received.filter((each) => each.id === id).length;
    scene.hold(
      without.every((id) => times(id) === 0),
      'what was never committed was sent',
    );
    scene.hold(
      committed.every((id) => times(id) === 1),
      'what was committed was not sent exactly once',
    );
  },
};

const RAISES = 4;

const writeFails: Scenario = {
  name: 'write-fails',
  fault: 'The database refuses what a 2xx is written down with',
  how: `a trigger raises ${RAISES} times on attempt, and ${RAISES} times on delivery`,
  on: atCorners,
  async act(scene) {
    const { ask } = scene.stage;
    const hooks = await scene.hooks(3, slowly(10));
    scene.produce({ to: hooks, perSecond: 60 });
    for (const [table, event] of [
      ['attempt', 'insert'],
      ['delivery', 'update of state'],
    ]) {
      // A sequence does not go back with what it was counted in.
      await ask(`
        create sequence raised; create function raise_some() returns trigger language plpgsql as $$ begin
          if nextval('raised') <= ${RAISES} then raise exception 'refused for a test'; end if; return new;
        end $$; create trigger raise_some before ${event} on ${table} for each row execute function raise_some()`);
      await sleep(1500);
      await ask(`drop trigger raise_some on ${table}; drop function raise_some; drop sequence raised`);
      scene.mayRepeat += RAISES * 8 * hooks.length;
    }
    const ids = hooks.map(({ id }) => id);
    const [counted] = await ask<{ failures: number }>(
      'select sum(failures)::int as failures from webhook where id = any($1)',
      [ids],
    );
    const blamed = await ask(
      `select from attempt join delivery on delivery.id = delivery_id
       where webhook_id = any($1) and (error is not null or status >= 300)`,
      [ids],
    );
    scene.hold(counted?.failures === 0 && blamed.length === 0, 'the receiver was blamed for a fault of ours');
  },
};

export const stores: readonly Scenario[] = [
  redisLost,
  redisFlushed,
  postgresDown,
  producerKilled,
  writeFails,
];
