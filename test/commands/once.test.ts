import { describe, expect, test } from 'vitest';
import { botsCreate } from '../../src/commands/bots-create.ts';
import { executeOnce } from '../../src/commands/execute.ts';
import { issue, rows } from '../world.ts';
import { answered, askOnce, refusal, withSteve } from './asking-once.ts';
import type { Command } from '../../src/commands/declare.ts';

const DAY = 86_400_000;

const TOKEN = { username: 'steve', expiry: '30d', label: 'CI' };

describe('a request that is sent again under its key', () => {
  test('is answered as the first time, and done once', async () => {
    await using world = await withSteve();
    const first = answered(await askOnce(world, world.bob, 'bots create', { username: 'ada' }));
    world.clock.pass(DAY - 1);
    const again = answered(await askOnce(world, world.bob, 'bots create', { username: 'ada' }));
    expect([first.kind, again.kind]).toEqual(['done', 'replayed']);
    expect(again.body).toEqual(JSON.parse(JSON.stringify(first.body)));
    expect(await rows(world, "select from audit_entry where target = 'ada'")).toHaveLength(1);
    const deleted = { username: 'steve' };
    for (const kind of ['done', 'replayed'])
      expect(answered(await askOnce(world, world.bob, 'bots delete', deleted, 'other')).kind).toBe(kind);
  });

  test('is the same request in whichever order its inputs come', async () => {
    await using world = await withSteve();
    await issue(world, world.bob, 'steve');
    await askOnce(world, world.bob, 'policy show', {});
    await askOnce(world, world.alice, 'policy set', { longest: '90d', default_expiry: '90d' });
    const turned = await askOnce(world, world.alice, 'policy set', { default_expiry: '90d', longest: '90d' });
    expect(turned.kind).toBe('replayed');
  });

  test('is another one with another input, or for another command, and is refused', async () => {
    await using world = await withSteve();
    await askOnce(world, world.bob, 'bots create', { username: 'ada' });
    for (const [name, input] of [
      ['bots create', { username: 'eve' }],
      ['bots delete', { username: 'ada' }],
    ] as const)
      expect(refusal(await askOnce(world, world.bob, name, input))).toEqual({
        code: 'idempotency_key_reused',
        sentence:
          'This `Idempotency-Key` was sent with another request before. Send each request with a key of its own.',
      });
    expect(await rows(world, "select from bot where username = 'eve' or deleted_at is not null")).toEqual([]);
  });

  test('has a key of its own for each who asks', async () => {
    await using world = await withSteve();
    await askOnce(world, world.bob, 'bots create', { username: 'ada' });
    expect((await askOnce(world, world.alice, 'bots create', { username: 'eve' })).kind).toBe('done');
  });

  test('is a new one a day later', async () => {
    await using world = await withSteve();
    await askOnce(world, world.bob, 'bots create', { username: 'ada' });
    world.clock.pass(DAY + 1);
    expect((await askOnce(world, world.bob, 'bots create', { username: 'eve' })).kind).toBe('done');
    expect((await askOnce(world, world.bob, 'bots create', { username: 'eve' })).kind).toBe('replayed');
  });

  test('needs a key that is one', async () => {
    await using world = await withSteve();
    for (const key of ['', 'x'.repeat(256), 'schlüssel', 'a\tb'])
      expect(refusal(await askOnce(world, world.bob, 'bots create', { username: 'ada' }, key))).toEqual({
        code: 'invalid_input',
        sentence: 'An `Idempotency-Key` is 1 to 255 characters of ASCII, such as a UUID.',
      });
    expect((await askOnce(world, world.bob, 'bots create', { username: 'ada' }, 'x'.repeat(255))).kind).toBe(
      'done',
    );
  });

  test('leaves no key behind when it was refused or failed, and is tried again', async () => {
    await using world = await withSteve();
    expect(refusal(await askOnce(world, world.bob, 'tokens issue', { ...TOKEN, username: 'ada' })).code).toBe(
      'unknown_bot',
    );
    const broken: Command = {
      ...botsCreate,
      async run(context, input) {
        await botsCreate.run(
          context,
          { ...botsCreate.input.parse(input), backup_owner: undefined },
          undefined,
        );
        throw new Error('the roof fell in');
      },
      say: () => ({ text: [] }),
    };
    const failed = await executeOnce(broken, { username: 'ada' }, world.bob, world.deps, 'key');
    expect(refusal(failed).code).toBe('internal_error');
    expect(await rows(world, 'select from replay')).toEqual([]);
    expect((await askOnce(world, world.bob, 'bots create', { username: 'ada' })).kind).toBe('done');
    expect((await askOnce(world, world.bob, 'bots create', { username: 'ada' })).kind).toBe('replayed');
  });

  test('still needs the scope, whatever was answered before', async () => {
    await using world = await withSteve();
    await askOnce(world, world.bob, 'bots create', { username: 'ada' });
    const demoted = { ...world.bob, scopes: new Set<never>() };
    expect(refusal(await askOnce(world, demoted, 'bots create', { username: 'ada' })).code).toBe(
      'missing_scope',
    );
  });
});
