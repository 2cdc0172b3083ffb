import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sealer } from '../../src/jobs/sealer.ts';
import { done, openWorld, rows } from '../world.ts';

describe('the sealer', () => {
  test('seals what is there in every organization, and the rows that count only when their minute is over', async () => {
    await using world = await openWorld();
    const [alice, carol] = [await world.person('alice'), await world.person('carol')];
    const stranger = await world.person('bob', 'T0OTHER');
    await world.ask(alice, 'bots create', { username: 'steve' });
    await world.ask(stranger, 'bots create', { username: 'steve' });
    for (let count = 0; count < 12; count += 1) await world.ask(carol, 'bots create', { username: 'steve' });
    const unsealed = async () =>
      (await rows(world, 'select count from audit_entry where sequence is null')).map(({ count }) => count);
    await sealer.sweep(world.deps);
    expect(await unsealed()).toEqual([2]);
    await world.ask(carol, 'bots create', { username: 'steve' });
    expect(await unsealed()).toEqual([3]);
    world.clock.pass(60_000);
    await sealer.sweep(world.deps);
    expect(await unsealed()).toEqual([]);
    for (const who of [alice, await world.person('alice', 'T0OTHER')])
      expect(done(await world.ask(who, 'audit verify'))).toMatchObject({ holds: true });
  });

  test('makes one chain though many seal while many write', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    let writing = true;
    const sealing = Array.from({ length: 3 }, async () => {
      while (writing) {
        await sealer.sweep(world.deps);
        await sleep(1);
      }
    });
    await Promise.all(
      Array.from({ length: 60 }, async (_, count) =>
        world.ask(alice, 'bots create', { username: `bot-${count}` }),
      ),
    );
    writing = false;
    await Promise.all(sealing);
    expect(done(await world.ask(alice, 'audit verify'))).toMatchObject({ holds: true, rows: 60 });
  });

  test('seals more than a batch', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    await rows(
      world,
      `insert into audit_entry (organization_id, id, at, actor_kind, actor_name, surface, command, outcome)
       select '${alice.organizationId}', gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 ms', 'system',
         'x', 'job', 'test', 'done' from generate_series(1, 12345) n`,
    );
    await sealer.sweep(world.deps);
    expect(done(await world.ask(alice, 'audit verify'))).toMatchObject({ holds: true, rows: 12_345 });
    await rows(world, 'delete from audit_entry where sequence = 10001');
    expect(done(await world.ask(alice, 'audit verify'))).toMatchObject({
      holds: false,
      rows: 10_000,
      fault: { kind: 'removed', sequence: 10_001 },
    });
  });
});
