import { describe, expect, test } from 'vitest';
import { rotations } from '../../src/jobs/rotations.ts';
import { sweeps } from '../../src/jobs/sweeps.ts';
import { issue, issuedOf, openWorld, rows, type World } from '../world.ts';

const DAY = 86_400_000;

async function rotating() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const old = await issue(world, bob, 'steve');
  const next = issuedOf(await world.ask(bob, 'tokens rotate start', { id: old.id }));
  return Object.assign(world, { bob, old, next });
}

const endOf = async (world: World, id: string) =>
  (await rows(world, `select revoked_at, ended_by from token where id = '${id}'`))[0];

const used = (world: World, id: string) =>
  rows(world, `update token set last_used_at = '${world.clock.now().toISOString()}' where id = '${id}'`);

describe('a rotation finishes itself', () => {
  test('is among what is looked for again and again', () => {
    expect(sweeps).toContain(rotations);
  });

  test('when its time is over, as of then', async () => {
    await using world = await rotating();
    world.clock.pass(7 * DAY - 1);
    await rotations.sweep(world.deps);
    expect(await endOf(world, world.old.id)).toEqual({ revoked_at: null, ended_by: null });
    world.clock.pass(3_600_001);
    await rotations.sweep(world.deps);
    await rotations.sweep(world.deps);
    expect(await endOf(world, world.old.id)).toEqual({
      revoked_at: new Date('2026-11-28T21:14:00Z'),
      ended_by: 'rotated',
    });
    expect(await endOf(world, world.next.id)).toMatchObject({ revoked_at: null });
    // It ended when it was said to.
    expect(await rows(world, 'select from notice')).toEqual([]);
    expect(
      await rows(
        world,
        "select actor_kind, actor_name, subject from audit_entry where command = 'tokens rotate finish'",
      ),
    ).toEqual([{ actor_kind: 'system', actor_name: 'rotation', subject: world.old.id }]);
  });

  test('when the new token was used and the old one was quiet for a day, and the owner is told', async () => {
    await using world = await rotating();
    const { old, next, bob } = world;
    world.clock.pass(DAY / 2);
    await used(world, old.id);
    await used(world, next.id);
    world.clock.pass(DAY - 1);
    await rotations.sweep(world.deps);
    expect(await endOf(world, old.id)).toMatchObject({ revoked_at: null });
    world.clock.pass(1);
    await rotations.sweep(world.deps);
    expect(await endOf(world, old.id)).toEqual({
      revoked_at: new Date('2026-11-23T09:14:00Z'),
      ended_by: 'rotated',
    });
    expect(await rows(world, 'select kind, member_id, subject from notice')).toEqual([
      { kind: 'rotation_finished', member_id: bob.id, subject: { token: old.id, successor: next.id } },
    ]);
  });

  test('not while nobody used the new one, nor right after it began, nor where an organization does not want it', async () => {
    await using world = await rotating();
    const { old, next } = world;
    world.clock.pass(2 * DAY);
    await rotations.sweep(world.deps);
    expect(await endOf(world, old.id)).toMatchObject({ revoked_at: null });
    await rows(world, 'update organization set rotation_quiet = null');
    await used(world, next.id);
    await rotations.sweep(world.deps);
    expect(await endOf(world, old.id)).toMatchObject({ revoked_at: null });
    const fresh = await issue(world, world.bob, 'steve');
    const successor = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: fresh.id }));
    await rows(world, 'update organization set rotation_quiet = 86400');
    await used(world, successor.id);
    await rotations.sweep(world.deps);
    expect(await endOf(world, fresh.id)).toMatchObject({ revoked_at: null });
    expect(await endOf(world, old.id)).toMatchObject({ ended_by: 'rotated' });
    expect(world.logged).toEqual([]);
  });
});
