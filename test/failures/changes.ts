import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../src/core/secret.ts';
import * as webhookSecrets from '../../src/store/webhook-secrets.ts';
import { ok, slowly, status } from './receiver.ts';
import { atCorners, holderOf, p99, requestsOf, type Scenario, withThree } from './scenario.ts';
import type { Hook, Scene } from './scene.ts';

/** Changes a webhook as its commands do, and resolves with when that was committed. */
async function change({ stage }: Pick<Scene, 'stage'>, { id }: Hook, set: string): Promise<number> {
  await stage.ask(`update webhook set ${set}, version = version + 1, updated_at = now() where id = $1`, [id]);
  return performance.now();
}

/** How long it was until the last request that began after a time. */
const lastAfter = (scene: Scene, hook: Hook, since: number): number =>
  Math.max(
    0,
    ...requestsOf(scene, hook).flatMap(({ at, target }) => (target === hook.path ? [at - since] : [])),
  );

const changed: Scenario = {
  name: 'changed-under-load',
  fault: 'A webhook is deleted, paused and resumed, and sent elsewhere, under load',
  how: '60 events a second to each; silence is measured from the commit',
  on: atCorners,
  async act(scene) {
    const { stage } = scene;
    const [deleted, paused, moved] = await Promise.all([1, 2, 3].map(async () => scene.hook(slowly(20))));
    if (!deleted || !paused || !moved) return;
    scene.produce({ to: [deleted, paused, moved], perSecond: 180 });
    await sleep(1000);
    const deletedAt = await change(scene, deleted, 'deleted_at = now()');
    const pausedAt = await change(
      scene,
      paused,
      "status = 'paused', status_reason = 'asked', status_at = now()",
    );
    const movedAt = await change(scene, moved, `url = url || '?elsewhere'`);
    await sleep(2500);
    const silent = [
      lastAfter(scene, deleted, deletedAt),
      lastAfter(scene, paused, pausedAt),
      lastAfter(scene, moved, movedAt),
    ];
    scene.note(`silent after ${silent.map(Math.round).join(', ')} ms`);
    scene.hold(
      silent.every((each) => each <= 2000),
      'an address was not silent within 2 s',
    );
    const came = requestsOf(scene, moved).filter(({ target }) => target !== moved.path).length;
    scene.hold(came > 50, `the new address got ${came}`);
    await change(scene, paused, "status = 'active', status_reason = null, status_at = now()");
    await stage.ask("select pg_notify('botmint_due', $1)", [paused.id]);
    // Of the deleted one nothing is sent any more.
    await stage.ask(
      "update delivery set state = 'dropped', finished_at = now() where webhook_id = $1 and state = 'waiting'",
      [deleted.id],
    );
    scene.rules.push('dropped');
  },
};

const GRACE_MS = 3000;
/** A worker may know of a change so much later than it is committed. */
const KNOWN_MS = 2000;

async function rotate({ stage }: Pick<Scene, 'stage'>, hook: Hook, secret: string): Promise<void> {
  const { database, ids, clock, vault } = stage.deps;
  const place = { organization_id: stage.organization, id: ids.make<'webhook_secret'>() };
  const sealed = vault.seal(new Secret(secret), webhookSecrets.placeOf(place));
  const at = clock.now();
  hook.secrets.push(secret);
  await using transaction = database.begin(stage.organization, 'write');
  const row = { ...place, webhook_id: hook.id, sealed, created_at: at };
  await webhookSecrets.replace(transaction.db, row, new Date(at.getTime() + GRACE_MS));
  await transaction.commit();
  await change({ stage }, hook, 'name = name');
}

const rotated: Scenario = {
  name: 'rotated-under-load',
  fault: 'The signing secret is rotated twice under load',
  how: `each old one lives ${GRACE_MS} ms more`,
  on: atCorners,
  async act(scene) {
    const hook = await scene.hook();
    scene.produce({ to: [hook], perSecond: 60 });
    await sleep(500);
    const secrets = ['correct-horse-battery-staple-43', 'correct-horse-battery-staple-44'];
    const since: number[] = [];
    for (const secret of secrets) {
      await rotate(scene, hook, secret);
      since.push(performance.now());
      await sleep(GRACE_MS + KNOWN_MS + 500);
    }
    const requests = requestsOf(scene, hook);
    const [first = 0, second = 0] = since;
    const [old = '', ...later] = hook.secrets;
    const [middle = '', newest = ''] = later;
    const both = requests.filter(({ at }) => at > first + KNOWN_MS && at < first + GRACE_MS - 100);
    scene.hold(
      both.length > 0 &&
        both.every(({ signedWith }) => signedWith.includes(old) && signedWith.includes(middle)),
      'within the grace it was not signed with both',
    );
    const after = requests.filter(({ at }) => at > second + GRACE_MS + KNOWN_MS);
    scene.hold(
      after.length > 0 && after.every(({ signedWith }) => signedWith.join() === newest),
      'after the grace it was signed with an old one',
    );
  },
};

const disabled: Scenario = {
  name: 'auto-disable',
  fault: 'Two endpoints have failed for six days, and one of them sometimes succeeds',
  how: 'their rows say so; each gets one more failure',
  on: atCorners,
  async act(scene) {
    const { stage } = scene;
    const failing = await scene.hook(status(500), { retry_steps: [100] });
    let turn = 1;
    const sporadic = await scene.hook(
      (response) => void response.writeHead((turn += 1) % 2 === 0 ? 204 : 500).end(),
      { retry_steps: [50, 50, 50, 50] },
    );
    const since =
      "failing_since = now() - interval '6 days', failures = 40, last_error = '500', warned_at = now()";
    for (const hook of [failing, sporadic]) await change(scene, hook, since);
    scene.produce({ to: [sporadic], perSecond: 8, rooms: 1 });
    await sleep(1000);
    scene.produce({ to: [failing], perSecond: 10, rooms: 1 });
    await sleep(2500);
    const rows = await stage.ask<{ id: string; status: string; status_reason: string | null }>(
      'select id, status, status_reason from webhook where id = any($1)',
      [[failing.id, sporadic.id]],
    );
    const isSo = (hook: Hook, state: string): boolean =>
      rows.some(({ id, status: now, status_reason: why }) => id === hook.id && `${now} ${why}` === state);
    scene.hold(isSo(failing, 'disabled failing'), 'the one that always fails was not disabled');
    scene.hold(isSo(sporadic, 'active null'), 'the one that sometimes succeeds was disabled');
    scene.rules.push('kept', 'failed');
  },
};

const REPLAYED = 10_000;

const replayed: Scenario = {
  name: 'replay-killed',
  fault: 'The worker dies in the middle of a replay of 10,000',
  how: 'SIGKILL at about a third and two thirds; live messages flow beside it',
  on: withThree,
  async act(scene) {
    const { stage } = scene;
    const hook = await scene.hook(ok, { max_in_flight: 32 });
    await bury(scene, hook);
    const live = await scene.hook();
    const { confirmedAt } = scene.produce({ to: [live], perSecond: 20 });
    await stage.ask(
      `insert into webhook_replay (organization_id, id, webhook_id, since, until, states, total, created_at)
       values ($1, gen_random_uuid(), $2, now() - interval '3 days', now() - interval '1 day', '{failed}', ${REPLAYED}, now())`,
      [stage.organization, hook.id],
    );
    for (const share of [0.3, 0.6]) {
      const isFar = (): boolean => requestsOf(scene, hook).length >= REPLAYED * share;
      for (let count = 0; !isFar() && count < 600; count += 1) await sleep(50);
      scene.hold(isFar(), 'the replay did not come so far within 30 s');
      await stage.crew.replace(await holderOf(scene, hook));
      await stage.crew.fill();
    }
    await resent(scene, hook);
    scene.note(`p99 of live messages beside it ${p99(scene, [live], confirmedAt)} ms`);
    scene.mayRepeat += 2 * 32;
  },
};

/** Ten thousand that failed for good two days ago. */
async function bury({ stage }: Scene, hook: Hook): Promise<void> {
  await stage.ask(
    `with made as (
       insert into event (organization_id, id, type, bot_id, payload, created_at)
       select $1, gen_random_uuid(), 'message', $2, '{"update_id":' || number || '}', now() - interval '2 days'
       from generate_series(1, ${REPLAYED}) number returning id
     ) insert into delivery (organization_id, id, event_id, webhook_id, trigger, state, due_at, created_at, finished_at)
     select $1, gen_random_uuid(), id, $3, 'event', 'failed', now() - interval '2 days', now() - interval '2 days',
       now() - interval '2 days' from made`,
    [stage.organization, hook.bot, hook.id],
  );
}

/** Until every one of them came again. */
async function resent(scene: Scene, hook: Hook): Promise<void> {
  const deadline = performance.now() + 30_000;
  const query = 'select from webhook_replay where webhook_id = $1 and finished_at is not null';
  while (performance.now() < deadline && (await scene.stage.ask(query, [hook.id])).length === 0)
    await sleep(100);
  await scene.drained(30);
  const told = new Set(requestsOf(scene, hook).map(({ id }) => id)).size;
  scene.hold(told === REPLAYED, `${told} of ${REPLAYED} were sent again`);
}

export const changes: readonly Scenario[] = [changed, rotated, disabled, replayed];
