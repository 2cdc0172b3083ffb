import { setTimeout as sleep } from 'node:timers/promises';
import { constants, gzipSync } from 'node:zlib';
import { memoryOf } from '../bench/processes.ts';
import { say } from './producer.ts';
import { type Answer, ok, slowly, status } from './receiver.ts';
import { atCorners, everywhere, p99, requestsOf, type Scenario, withOne } from './scenario.ts';
import type { Scene } from './scene.ts';

const hung: Scenario = {
  name: 'hung-endpoint',
  fault: 'One endpoint of ten never answers',
  how: '100 events a second to ten for 6 s; the others answer after 10 ms',
  on: everywhere,
  async act(scene) {
    const held: (() => void)[] = [];
    const stuck = await scene.hook((...asked) => void held.push(() => ok(...asked)), { ordering: 'none' });
    const others = await scene.hooks(9, slowly(10));
    const producer = scene.produce({ to: [stuck, ...others], perSecond: 100 });
    await sleep(6000);
    await producer.stop();
    await sleep(500);
    const late = p99(scene, others, producer.confirmedAt);
    scene.note(`the others' p99 ${late} ms, ${stuck.mostOpen} open at the hung one`);
    scene.hold(late < 1000, `the others' p99 was ${late} ms`);
    scene.hold(stuck.mostOpen <= 8, `${stuck.mostOpen} requests were open at the hung one`);
    stuck.answer(ok);
    for (const letGo of held) letGo();
  },
};

const gone: Scenario = {
  name: 'gone',
  fault: 'An endpoint answers 410 Gone',
  how: 'under load, after 1 s; another webhook of the bot hears of webhook.disabled',
  on: atCorners,
  async act(scene) {
    const { ask } = scene.stage;
    const hook = await scene.hook();
    const listener = await scene.hook(ok, { bot: hook.bot, events: ['webhook.disabled'] });
    const producer = scene.produce({ to: [hook], perSecond: 60 });
    await sleep(1000);
    hook.answer(status(410));
    await sleep(3000);
    await producer.stop();
    const said = requestsOf(scene, hook).filter((request) => request.status === 410);
    const last = Math.max(...said.map(({ at }) => at)) - Math.min(...said.map(({ at }) => at));
    scene.note(`silent after ${Math.round(last)} ms, ${said.length} times told`);
    scene.hold(said.length > 0 && last < 5000, 'it was not silent within 5 s');
    const [row] = await ask<{ status: string; status_reason: string | null }>(
      'select status, status_reason from webhook where id = $1',
      [hook.id],
    );
    scene.hold(row?.status === 'disabled' && row.status_reason === 'gone', 'it was not disabled as gone');
    await scene.drained();
    const heard = requestsOf(scene, listener).filter(({ body }) => body.includes('"webhook.disabled"'));
    scene.hold(heard.length === 1, `webhook.disabled was heard of ${heard.length} times`);
    scene.rules.push('kept', 'failed');
  },
};

const CODES = [301, 302, 307, 308];

const redirected: Scenario = {
  name: 'redirects',
  fault: 'An endpoint redirects, to itself and elsewhere on this machine',
  how: CODES.join(', '),
  on: withOne,
  async act(scene) {
    const { receiver } = scene.stage;
    const target = await scene.hook();
    for (const code of CODES) {
      const hook = await scene.hook(ok, { retry_steps: [100] });
      const goes = [target, hook].map(({ path }) => status(code, { location: receiver.url + path }));
      let turn = 0;
      hook.answer((...asked) => goes[(turn += 1) % 2]?.(...asked));
      await say(scene.stage, hook.bot, '!room');
      await scene.drained();
      const times = requestsOf(scene, hook).length;
      scene.hold(times === 2, `${times} requests for ${code}, not one for each attempt`);
    }
    // So that it is known to be reachable.
    const before = requestsOf(scene, target).length;
    await say(scene.stage, target.bot, '!room');
    scene.hold(before === 0, 'a redirect was followed');
    scene.rules.push('failed');
  },
};

/** Few enough that the webhook is not left alone for a while. */
const EACH = 2;
const HUGE = 256 * 1024 * 1024;

/** Writes for as long as somebody reads, up to 256 MB. */
const endless: Answer = (response) => {
  response.writeHead(200);
  const chunk = Buffer.alloc(65_536, 'x');
  let left = HUGE;
  const write = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', write);
    }
    response.end();
  };
  write();
};

/** 256 MB of nothing, in 250 KB. */
const bomb = gzipSync(Buffer.alloc(HUGE), { level: constants.Z_BEST_SPEED });
const gzipped: Answer = (response) =>
  void response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(bomb);

/** A head that never ends. */
const headers: Answer = (response) => {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\n');
  const write = (): void => {
    while (socket && !socket.destroyed)
      if (!socket.write(`x-${'a'.repeat(1000)}: ${'b'.repeat(1000)}\r\n`))
        return void socket.once('drain', write);
  };
  write();
};

const huge: Scenario = {
  name: 'huge-answers',
  fault: 'Answers without end',
  how: `256 MB of body, 256 MB in gzip, headers without end; ${EACH} of each`,
  on: withOne,
  async act(scene) {
    const { stage } = scene;
    const [worker] = stage.crew.all;
    const calm = await scene.hook();
    for (let count = 0; count < 100; count += 1) await say(stage, calm.bot, '!room');
    await scene.drained();
    const before = (await memoryOf(worker?.pid ?? 0)).now;
    let most = before;
    const hooks = [await scene.hook(endless), await scene.hook(gzipped)];
    hooks.push(await scene.hook(headers, { retry_steps: [100] }));
    const watching = setInterval(
      () => void memoryOf(worker?.pid ?? 0).then(({ now }) => (most = Math.max(most, now))),
      20,
    );
    for (const { bot } of hooks)
      for (let count = 0; count < EACH; count += 1) await say(stage, bot, `!${count}`);
    await scene.drained().finally(() => clearInterval(watching));
    scene.note(`memory grew by ${Math.round(most - before)} MB`);
    scene.hold(most - before < 30, `memory grew by ${Math.round(most - before)} MB`);
    await stored(scene);
    scene.rules.push('failed');
  },
};

async function stored({ stage, hold }: Scene): Promise<void> {
  const [row] = await stage.ask<{ longest: number }>(
    'select coalesce(max(length(response_body)), 0)::int as longest from attempt',
  );
  hold((row?.longest ?? 0) <= 16_384, `${row?.longest} characters of an answer were kept`);
}

/** A byte every 300 ms, of the head or of the body. */
const dripping =
  (head: string): Answer =>
  ({ socket }, request) => {
    socket?.write(head);
    // What it is told before the body is all there is to know.
    if (head.endsWith('\r\n\r\n')) Object.assign(request, { status: 200, answeredAt: performance.now() });
    const timer = setInterval(() => socket?.write('x'), 300);
    socket?.once('close', () => clearInterval(timer));
  };

const slow: Scenario = {
  name: 'slow-drip',
  fault: 'An answer that comes a byte at a time',
  how: 'a byte every 300 ms, in the head and in the body; a limit of 2 s',
  on: withOne,
  async act(scene) {
    const changes = { timeout_ms: 2000, retry_steps: [100] };
    const hooks = [
      await scene.hook(dripping('HTTP/1.1 200 OK\r\nx-slow: '), changes),
      await scene.hook(dripping('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'), changes),
    ];
    for (const { bot } of hooks) await say(scene.stage, bot, '!room');
    await scene.drained();
    const took = await scene.stage.ask<{ duration_ms: number }>(
      'select duration_ms from attempt join delivery on delivery.id = delivery_id where webhook_id = any($1)',
      [hooks.map(({ id }) => id)],
    );
    const durations = took.map(({ duration_ms: milliseconds }) => milliseconds);
    scene.note(`ended after ${durations.join(', ')} ms`);
    scene.hold(
      durations.length > 0 && durations.every((each) => Math.abs(each - 2000) <= 500),
      'an attempt did not end at its limit',
    );
    scene.rules.push('failed', 'delivered');
  },
};

export const answers: readonly Scenario[] = [hung, gone, redirected, huge, slow];
