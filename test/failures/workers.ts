import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './producer.ts';
import { never, ok, slowly, status } from './receiver.ts';
import { everywhere, holderOf, p99, requestsOf, type Scenario, soon } from './scenario.ts';
import type { Hook, Scene } from './scene.ts';

const KILLS = 4;
/** A killed worker's work is to go on this soon, also where nobody else works and another has to be started. */
const GOES_ON_MS = 5000;

/** Kills the worker that has a request open, starts another, and measures until that request is made again. */
async function killHolder(scene: Scene, held: Hook): Promise<void> {
  const { stage } = scene;
  held.answer(never);
  const came = stage.receiver.next(({ path }) => path === held.path);
  const id = await say(stage, held.bot, '!held');
  await soon(came, 'the request that is to be held');
  const worker = await holderOf(scene, held);
  held.answer(ok);
  const again = stage.receiver.next((request) => request.path === held.path && request.id === id);
  const killedAt = await stage.crew.replace(worker);
  const started = stage.crew.fill().then(() => performance.now());
  const { at } = await soon(again, 'the request of a killed worker');
  scene.wentOnAfter(at - killedAt);
  // Where nobody else works, another has to start first, which is as fast as the machine.
  const from = stage.setting.workers === 1 ? Math.min(at, await started) : killedAt;
  const took = Math.round(at - from);
  scene.hold(took <= GOES_ON_MS, `the work of a killed worker went on after ${took} ms`);
  await started;
}

const killed: Scenario = {
  name: 'worker-killed',
  fault: 'A worker dies in the middle of a POST',
  how: `SIGKILL of whoever has a request open, ${KILLS} times, under load`,
  on: everywhere,
  async act(scene) {
    const hooks = await scene.hooks(4, slowly(30));
    const held = await scene.hook();
    scene.produce({ to: hooks, perSecond: 60 });
    for (let count = 0; count < KILLS; count += 1) await killHolder(scene, held);
  },
};

/** Has the queue take nothing, with the dispatcher in the middle of handing over. */
async function clogged(scene: Scene, during: () => Promise<void>): Promise<void> {
  const { redis, cluster, ask } = scene.stage;
  if (redis) {
    process.kill(redis.pid, 'SIGSTOP');
    await during().finally(() => process.kill(redis.pid, 'SIGCONT'));
    return;
  }
  const { connect } = await import('../../src/store/connection.ts');
  const [table] = await ask<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = 'bullmq' and relkind = 'r' and relname like '%job' limit 1`,
  );
  const client = await connect(cluster.url, 'clog');
  try {
    await client.query(`begin; lock table ${table?.name ?? ''} in access exclusive mode`);
    await during();
  } finally {
    await client.end();
  }
}

const claimed: Scenario = {
  name: 'killed-after-claim',
  fault: 'A dispatcher dies with work claimed that is not in the queue',
  how: 'the queue hangs (SIGSTOP of Redis, a lock on its table), SIGKILL of whoever claimed, 3 times',
  on: everywhere,
  async act(scene) {
    const { stage } = scene;
    const hook = await scene.hook();
    let caught = 0;
    for (let count = 0; count < 3; count += 1) {
      const killedAt = await tryClogged(scene, hook, () => (caught += 1));
      const { at } = await soon(killedAt.came, 'what a killed dispatcher had claimed');
      scene.wentOnAfter(at - killedAt.at);
      await stage.crew.fill();
    }
    scene.note(`${caught} of 3 caught in between`);
    scene.hold(caught > 0, 'no dispatcher was caught between claim and queue');
  },
};

async function tryClogged(scene: Scene, hook: Hook, caught: () => void) {
  const { stage } = scene;
  let at = 0;
  const came = stage.receiver.next(({ path }) => path === hook.path);
  await clogged(scene, async () => {
    await say(stage, hook.bot, '!room');
    await sleep(600);
    const query = 'select 1 as one from webhook where id = $1 and held_by is not null';
    if ((await stage.ask(query, [hook.id])).length > 0) caught();
    at = await stage.crew.replace(await holderOf(scene, hook));
  });
  return { at, came };
}

const frozen: Scenario = {
  name: 'worker-frozen',
  fault: 'A worker stands still, and goes on when its work is in other hands',
  how: 'SIGSTOP for 3 s, then SIGCONT, twice, under load; one room at a time',
  on: everywhere,
  async act(scene) {
    const hooks = await scene.hooks(4, slowly(30));
    scene.produce({ to: hooks, perSecond: 80 });
    const [first] = hooks;
    for (let count = 0; count < 2; count += 1) {
      await sleep(1000);
      const { pid } = first ? await holderOf(scene, first) : { pid: 0 };
      process.kill(pid, 'SIGSTOP');
      await sleep(3000).finally(() => process.kill(pid, 'SIGCONT'));
      // As one that is killed: what it had sent and not written down is sent again.
      scene.mayRepeat += hooks.length * 8;
    }
  },
};

const ordered: Scenario = {
  name: 'room-order',
  fault: 'One room fails while workers die',
  how: 'each message of a room is refused once, 3 × SIGKILL; the other rooms flow',
  on: everywhere,
  async act(scene) {
    const { stage } = scene;
    const refusals = new Map<string, number>();
    const hook = await scene.hook(
      (response, request) => {
        const count = (refusals.get(request.id) ?? 0) + 1;
        refusals.set(request.id, count);
        (request.body.includes('"room":"!0"') && count === 1 ? status(500) : ok)(response, request);
      },
      { retry_steps: [100, 100, 100, 100, 100, 100, 100, 100] },
    );
    const { confirmedAt } = scene.produce({ to: [hook], rooms: 6, perSecond: 18 });
    await sleep(3000);
    const calm = new Map([...confirmedAt].filter(([id]) => isOther(scene, hook, id)));
    scene.note(`p99 of the other rooms ${p99(scene, [hook], calm)} ms`);
    for (let count = 0; count < 3; count += 1) {
      await stage.crew.replace(await holderOf(scene, hook));
      await stage.crew.fill();
      await sleep(1000);
    }
  },
};

const isOther = (scene: Scene, hook: Hook, id: string): boolean =>
  requestsOf(scene, hook).some((request) => request.id === id && !request.body.includes('"room":"!0"'));

const stopped: Scenario = {
  name: 'graceful-stop',
  fault: 'A worker is stopped with 32 requests open',
  how: 'SIGTERM; answers take 400 ms; another is started',
  on: everywhere,
  async act(scene) {
    const { crew } = scene.stage;
    const hooks = await scene.hooks(4, slowly(400), { ordering: 'none' });
    scene.produce({ to: hooks, perSecond: 100 });
    await sleep(1500);
    scene.note(`${hooks.reduce((sum, { open }) => sum + open, 0)} were open`);
    for (const worker of crew.all.slice()) {
      const { took, code } = await crew.stop(worker);
      scene.hold(code === 0, `a worker that was stopped ended with ${code}`);
      scene.hold(took < 2500, `a worker took ${Math.round(took)} ms to stop`);
      scene.wentOnAfter(took);
      await crew.fill();
    }
  },
};

export const workers: readonly Scenario[] = [killed, claimed, frozen, ordered, stopped];
