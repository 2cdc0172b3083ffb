import { describe, expect, test } from 'vitest';
import { remind } from '../../src/jobs/reminders.ts';
import { rows } from '../world.ts';
import { DAY, messages, pass, told, worldWith } from './reminding.ts';

describe('an owner is told that a token ends', () => {
  test('7, 3 and 1 days before and when it has ended, each once', async () => {
    const { world, ids } = await worldWith('100d');
    await using _ = world;
    await pass(world, 92);
    expect(await told(world)).toEqual({});
    await pass(world, 30);
    expect(await told(world)).toEqual({ [String(ids[0])]: [7, 3, 1, 0] });
  });

  test('at the thresholds of the organization, where it has its own', async () => {
    const { world, ids } = await worldWith('100d');
    await using _ = world;
    await rows(world, `update organization set reminders = '{1209600}'`);
    await pass(world, 110);
    expect(await told(world)).toEqual({ [String(ids[0])]: [14, 0] });
  });

  test('but not at one that is as long as its whole life', async () => {
    const { world, ids } = await worldWith('1d', '4d');
    await using _ = world;
    await pass(world, 6);
    expect(await told(world)).toEqual({ [String(ids[0])]: [0], [String(ids[1])]: [3, 1, 0] });
  });

  test('with several in one message, what ends first coming first', async () => {
    const { world, ids } = await worldWith('10d', '9d', '100d');
    await using _ = world;
    world.clock.pass(3.5 * DAY);
    await remind.sweep(world.deps);
    const [message, ...others] = await messages(world);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ to: 'bob', said: '2 of your tokens end soon.' });
    const [tenDays = '', nineDays = ''] = ids.map((id) => id.slice(0, 8));
    expect(message?.lines).toEqual([
      `steve · \`${nineDays}\` · ends 30 Nov 2026, 22:14 CET (in 6 days)`,
      `steve · \`${tenDays}\` · ends 1 Dec 2026, 22:14 CET (in 7 days)`,
    ]);
  });

  test('with a button that rotates it and one that revokes it, which asks', async () => {
    const { world, ids } = await worldWith('10d');
    await using _ = world;
    world.clock.pass(4 * DAY);
    await remind.sweep(world.deps);
    const [message] = await messages(world);
    const [claim] = await rows(world, 'select * from claim');
    expect(claim).toMatchObject({ token_id: ids[0], reason: 'reminder', taken_at: null, terms: null });
    expect(message?.document.lines?.[0]?.buttons).toMatchObject([
      { label: 'Rotate', command: 'tokens claim', input: { id: claim?.['id'] } },
      {
        label: 'Revoke',
        command: 'tokens revoke',
        input: { id: ids[0] },
        danger: true,
        confirm: { no: 'Keep' },
      },
    ]);
  });

  test('with one claim all along, and without Revoke when it has ended', async () => {
    const { world } = await worldWith('10d');
    await using _ = world;
    await pass(world, 11);
    expect(await rows(world, 'select from claim')).toHaveLength(1);
    const [message] = (await messages(world)).slice(-1);
    expect(message?.said).toBe('1 of your tokens has ended.');
    expect(message?.document.lines?.[0]?.buttons?.map(({ label }) => label)).toEqual(['Rotate']);
  });

  test('at most ten of them by name, the others by a count and the command that lists them', async () => {
    const { world } = await worldWith(...Array.from({ length: 13 }, () => '10d'));
    await using _ = world;
    world.clock.pass(4 * DAY);
    await remind.sweep(world.deps);
    const [message] = await messages(world);
    expect(message?.said).toBe('13 of your tokens end soon.');
    expect(message?.lines).toHaveLength(10);
    expect(message?.note).toBe('And 3 more: `tokens list`');
    expect(await rows(world, 'select from claim')).toHaveLength(10);
  });
});

test('an owner is told of a token that a shorter policy ends at once, however old it is', async () => {
  const { world, ids } = await worldWith('300d', '300d');
  await using _ = world;
  const alice = await world.person('alice');
  world.clock.pass(100 * DAY);
  await world.ask(alice, 'policy set', { longest: '30d', default_expiry: '30d' });
  expect(await rows(world, 'select distinct expires_at from token')).toEqual([
    { expires_at: world.clock.now() },
  ]);
  await remind.sweep(world.deps);
  expect(await messages(world)).toMatchObject([{ to: 'bob', said: '2 of your tokens have ended.' }]);
  expect(await told(world)).toEqual(Object.fromEntries(ids.map((id) => [id, [0]])));
});

describe('nobody is told', () => {
  test.each([
    ['was revoked', 'update token set revoked_at = created_at'],
    [
      'has a successor',
      `update token set superseded_at = created_at, grace_ends_at = created_at + interval '20 days'`,
    ],
    ['is frozen', 'update token set frozen_at = created_at'],
    ['is used up', 'update token set use_limit = 1, uses_left = 0'],
    ['is of a deleted bot', 'update bot set deleted_at = created_at'],
    ['is of a bot that is disabled', 'update bot set disabled_at = created_at'],
  ])('of a token that %s', async (_how, change) => {
    const { world } = await worldWith('10d');
    await using _ = world;
    await rows(world, change);
    await pass(world, 11);
    expect(await rows(world, 'select from notice')).toEqual([]);
    expect(await rows(world, 'select from reminder')).toEqual([]);
  });

  test('of what became of a token between the writing and the saying', async () => {
    const { world } = await worldWith('10d', '10d');
    await using _ = world;
    world.clock.pass(4 * DAY);
    await remind.sweep(world.deps);
    await rows(
      world,
      'update token set revoked_at = created_at where id = (select min(id::text)::uuid from token)',
    );
    expect(await messages(world)).toMatchObject([{ said: '1 of your tokens ends soon.' }]);
    await rows(world, 'update token set revoked_at = created_at');
    expect(await messages(world)).toEqual([]);
  });

  test('twice of one threshold, by however many processes at once', async () => {
    const { world, ids } = await worldWith('10d', '10d');
    await using _ = world;
    world.clock.pass(4 * DAY);
    await Promise.all(Array.from({ length: 8 }, () => remind.sweep(world.deps)));
    expect(await rows(world, 'select from notice')).toHaveLength(1);
    expect(await told(world)).toEqual(Object.fromEntries(ids.map((id) => [id, [7]])));
  });

  test('of thresholds that went by in an outage, but for the last', async () => {
    const { world, ids } = await worldWith('100d');
    await using _ = world;
    world.clock.pass(98.5 * DAY);
    await remind.sweep(world.deps);
    expect(await told(world)).toEqual({ [String(ids[0])]: [3] });
    expect(await messages(world)).toMatchObject([{ said: '1 of your tokens ends soon.' }]);
    // What was told of a longer one and could not be said until now is not said either.
    world.clock.pass(1 * DAY);
    await remind.sweep(world.deps);
    expect(await messages(world)).toHaveLength(1);
    const marked = await rows(
      world,
      'select threshold, notice_id is null as needless from reminder order by 1',
    );
    expect(marked.map(({ threshold, needless }) => [threshold, needless])).toEqual([
      [86_400, false],
      [259_200, false],
      [604_800, true],
    ]);
  });

  test('of an end of more than a week ago', async () => {
    const { world } = await worldWith('10d');
    await using _ = world;
    world.clock.pass(18 * DAY);
    await remind.sweep(world.deps);
    expect(await rows(world, 'select from notice')).toEqual([]);
  });
});
