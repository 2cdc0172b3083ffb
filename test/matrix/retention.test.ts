import { expect, test } from 'vitest';
import { matrixRetention } from '../../src/jobs/matrix/retention.ts';
import { openWorld, rows, type World } from '../world.ts';

const DAY = 86_400_000;

/** Each with what it is called: what is done, and what is not. */
async function openKept() {
  const world = await openWorld();
  const bob = await world.person('bob');
  const at = `'${world.clock.now().toISOString()}'::timestamptz`;
  const one = `'${bob.organizationId}', '${bob.id}'`;
  const [organization] = one.split(', ');
  await rows(
    world,
    `insert into matrix_event (organization_id, event_id, room_id, event, received_at, due_at, done_at) values
       (${organization}, '$done', '!1', '{"content":{"body":"said"}}', ${at}, ${at}, ${at}),
       (${organization}, '$open', '!1', '{"content":{"body":"waits"}}', ${at}, ${at}, null)`,
  );
  await rows(
    world,
    `insert into matrix_errand (organization_id, id, kind, room_id, created_at, due_at, done_at) values
       (${organization}, gen_random_uuid(), 'redact', '!done', ${at}, ${at}, ${at}),
       (${organization}, gen_random_uuid(), 'redact', '!open', ${at}, ${at}, null)`,
  );
  await rows(
    world,
    `insert into matrix_prompt (organization_id, member_id, id, room_id, kind, state, created_at, expires_at)
     values (${one}, gen_random_uuid(), '!1', 'question', 'sealed', ${at}, ${at} + interval '10 minutes')`,
  );
  await rows(
    world,
    `insert into link_code (organization_id, member_id, hash, created_at, expires_at)
     values (${one}, sha256('x'), ${at}, ${at} + interval '10 minutes')`,
  );
  await rows(
    world,
    `insert into link_try (organization_id, member_id, id, at) values (${one}, gen_random_uuid(), ${at})`,
  );
  return world;
}

async function left(world: World): Promise<Record<string, unknown>> {
  const [found] = await rows(
    world,
    `select (select array_agg(event_id || coalesce(event->'content'->>'body', '') order by event_id) from matrix_event) as events,
            (select array_agg(room_id order by room_id) from matrix_errand) as errands,
            (select count(*)::int from matrix_prompt) as prompts,
            (select count(*)::int from link_code) as codes,
            (select count(*)::int from link_try) as tries`,
  );
  return found ?? {};
}

test('what Matrix leaves behind is forgotten in its time, and what is still to be done never', async () => {
  await using world = await openKept();
  const after = async (milliseconds: number): Promise<unknown> => {
    world.clock.pass(milliseconds);
    await matrixRetention.sweep(world.deps);
    return left(world);
  };
  const all = {
    events: ['$donesaid', '$openwaits'],
    errands: ['!done', '!open'],
    prompts: 1,
    codes: 1,
    tries: 1,
  };
  expect(await after(540_000)).toEqual(all);
  expect(await after(120_000)).toEqual({ ...all, codes: 0 });
  const day = { ...all, codes: 0, prompts: 0, tries: 0 };
  expect(await after(DAY)).toEqual(day);
  expect(await after(6 * DAY)).toEqual({ ...day, errands: ['!open'] });
  expect(await after(24 * DAY)).toEqual({ ...day, errands: ['!open'], events: ['$openwaits'] });
});
