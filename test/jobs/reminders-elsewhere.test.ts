import { describe, expect, test } from 'vitest';
import { remind } from '../../src/jobs/reminders.ts';
import { issue, rows } from '../world.ts';
import { DAY, messages, pass, told, worldWith } from './reminding.ts';

describe('where the owner is deactivated', () => {
  test('the backup owner is told, and whose it was', async () => {
    const { world } = await worldWith('10d');
    await using _ = world;
    const carol = await world.person('carol');
    await rows(world, `update bot set backup_owner_id = '${carol.id}'`);
    await rows(world, `update member set is_deactivated = true where name = 'bob'`);
    world.clock.pass(4 * DAY);
    await remind.sweep(world.deps);
    const [message] = await messages(world);
    expect(message).toMatchObject({
      to: 'carol',
      said: '1 token ends soon. You are told because the owner is not here any more.',
    });
    expect(message?.lines[0]).toMatch(/^steve of bob · /);
  });

  test('and the backup owner as well, every admin is, each with a claim of their own', async () => {
    const { world } = await worldWith('10d', '10d');
    await using _ = world;
    const carol = await world.person('carol');
    await world.person('alice');
    await rows(world, `update member set given_role = 'admin' where name in ('carol')`);
    await rows(world, `update bot set backup_owner_id = owner_id`);
    await rows(world, `update member set is_deactivated = true where name = 'bob'`);
    world.clock.pass(4 * DAY);
    await remind.sweep(world.deps);
    expect((await messages(world)).map(({ to, lines }) => [to, lines.length])).toEqual([
      ['alice', 2],
      ['carol', 2],
    ]);
    expect(await rows(world, `select from claim where member_id = '${carol.id}'`)).toHaveLength(2);
  });

  test('and nobody is left, it is told to nobody, and once somebody is, not late at night all at once', async () => {
    const { world, ids } = await worldWith('10d');
    await using _ = world;
    await rows(world, 'update member set is_deactivated = true');
    await pass(world, 8);
    expect(await rows(world, 'select from notice')).toEqual([]);
    await rows(world, 'update member set is_deactivated = false');
    await pass(world, 3);
    expect(await told(world)).toEqual({ [String(ids[0])]: [1, 0] });
  });
});

test('reminders are of one organization each: the other one’s thresholds and people have no part in it', async () => {
  const { world } = await worldWith('10d');
  await using _ = world;
  const other = await world.person('alice', 'T0OTHER0001');
  await world.ask(other, 'bots create', { username: 'steve' });
  await issue(world, other, 'steve', { expiry: '10d' });
  await rows(world, `update organization set reminders = '{345600}' where slack_team_id = 'T0OTHER0001'`);
  world.clock.pass(4 * DAY);
  await remind.sweep(world.deps);
  expect((await messages(world)).map(({ to }) => to)).toEqual(['bob']);
  world.clock.pass(3 * DAY);
  await remind.sweep(world.deps);
  const found = await rows(world, 'select organization_id, count(*) from notice group by 1 order by 2');
  expect(found.map(({ count }) => Number(count))).toEqual([1, 2]);
});
