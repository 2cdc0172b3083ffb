import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, openWorld, refused, rows, said } from '../world.ts';

const ACME = { service_type: 'github', external_id: 'acme' };

async function withAcme() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  done(await world.ask(alice, 'services add', { ...ACME, label: 'Our code' }));
  await world.ask(bob, 'bots create', { username: 'steve' });
  const identify = async (username = 'steve') =>
    world.ask(bob, 'bots update-identity', { username, ...ACME, new_value: 'octo' });
  return Object.assign(world, { alice, bob, identify });
}

describe('services update', () => {
  test('gives another label, and says which it was', async () => {
    await using world = await withAcme();
    expect(said(await world.ask(world.alice, 'services update', { ...ACME, label: 'Open source' }))).toBe(
      'GitHub `acme` is labelled Open source; before, it was Our code. `services list` shows all.',
    );
    expect(await rows(world, 'select label from service')).toEqual([{ label: 'Open source' }]);
  });

  test('needs no more than the label where there is one service', async () => {
    await using world = await withAcme();
    expect(done(await world.ask(world.alice, 'services update', { label: 'New' }))).toMatchObject(ACME);
    expect(
      refused(await world.ask(world.alice, 'services update', { label: 'x'.repeat(101) })).sentence,
    ).toBe('A label has at most 100 characters, and this one has 101.');
  });
});

describe('services remove', () => {
  test('asks first, and then it is gone', async () => {
    await using world = await withAcme();
    const command = world.deps.commands.find(({ name }) => name === 'services remove');
    if (!command) throw new Error('no such command');
    const asked = await execute(command, {}, world.alice, world.deps, false);
    expect(asked.kind === 'confirm' && plain(asked.question.text)).toBe(
      'Remove GitHub `acme`? No bot has an identity in it.',
    );
    expect(await rows(world, 'select from service')).toHaveLength(1);
    expect(said(await world.ask(world.alice, 'services remove', ACME))).toBe(
      'GitHub `acme` is removed. It can come back: `services add github acme`',
    );
    expect(await rows(world, 'select from service')).toEqual([]);
  });

  test('is refused while bots have an identity in it, with their count, before it asks', async () => {
    await using world = await withAcme();
    await world.ask(world.bob, 'bots create', { username: 'ada' });
    await world.identify('steve');
    const command = world.deps.commands.find(({ name }) => name === 'services remove');
    if (!command) throw new Error('no such command');
    for (const confirmed of [false, true])
      expect(refused(await execute(command, ACME, world.alice, world.deps, confirmed))).toEqual({
        code: 'referenced_object',
        sentence: 'GitHub `acme` stays: 1 bot has an identity in it. `bots delete-identity` takes one away.',
      });
    await world.identify('ada');
    expect(refused(await world.ask(world.alice, 'services remove', ACME)).sentence).toContain(
      '2 bots have an identity in it.',
    );
  });

  test('takes the identities of deleted bots along', async () => {
    await using world = await withAcme();
    done(await world.identify());
    await world.ask(world.bob, 'bots delete', { username: 'steve' });
    done(await world.ask(world.alice, 'services remove', ACME));
    expect(await rows(world, 'select from identity')).toEqual([]);
  });

  test('of one that is not there lists those that are', async () => {
    await using world = await withAcme();
    const input = { service_type: 'github', external_id: 'other' };
    expect(refused(await world.ask(world.alice, 'services remove', input))).toEqual({
      code: 'invalid_input',
      sentence: 'External ID: `other` is not there. There is only `acme`.',
    });
  });

  test('at once with an identity in it: one wins, the other gets a sentence', async () => {
    await using world = await withAcme();
    for (let round = 0; round < 8; round += 1) {
      const remove = async () => world.ask(world.alice, 'services remove', ACME);
      const first = round % 2 ? remove() : undefined;
      const [identity, removal] = await Promise.all([world.identify(), first ?? remove()]);
      const isRemoved = removal.kind === 'done';
      expect(identity.kind).toBe(isRemoved ? 'refused' : 'done');
      // Who comes when it has just gone finds it neither offered nor there.
      const codes = isRemoved ? ['unknown_service', 'invalid_input'] : ['referenced_object'];
      expect(codes).toContain(refused(isRemoved ? identity : removal).code);
      expect(await rows(world, 'select from identity')).toHaveLength(isRemoved ? 0 : 1);
      await rows(world, 'delete from identity');
      await world.ask(world.alice, 'services add', ACME);
    }
    expect(world.logged).toEqual([]);
  });
});
