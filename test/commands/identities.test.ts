import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

/** bob's steve, in an organization with these services. */
async function withServices(...services: [service_type: string, external_id: string][]) {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  for (const [service_type, external_id] of services)
    done(await world.ask(alice, 'services add', { service_type, external_id }));
  await world.ask(bob, 'bots create', { username: 'steve' });
  const update = async (input: Record<string, unknown>) =>
    world.ask(bob, 'bots update-identity', { username: 'steve', ...input });
  const remove = async (input: Record<string, unknown> = {}) =>
    world.ask(bob, 'bots delete-identity', { username: 'steve', ...input });
  return Object.assign(world, { alice, bob, update, remove });
}

const THREE: [string, string][] = [
  ['github', 'acme'],
  ['github', 'beta'],
  ['aws_iam', '123456789012'],
];

describe('bots update-identity', () => {
  test('with everything given asks nothing, and says the old value and the new one', async () => {
    await using world = await withServices(...THREE);
    const first = { service_type: 'github', external_id: 'acme', new_value: ' octo-steve ' };
    expect(said(await world.update(first))).toBe(
      'steve has the user id `octo-steve` in GitHub `acme` now. It had none there before.',
    );
    const second = await world.update({ ...first, new_value: 'octo-2' });
    expect(said(second)).toBe(
      'steve has the user id `octo-2` in GitHub `acme` now. Before, it was `octo-steve`.',
    );
    expect(done(second)).toEqual({
      username: 'steve',
      service_type: 'github',
      external_id: 'acme',
      matcher: { user_id: 'octo-2' },
      old_value: 'octo-steve',
      new_value: 'octo-2',
    });
    expect(said(await world.update({ ...first, new_value: 'octo-2' }))).toBe(
      'steve has the user id `octo-2` in GitHub `acme` already.',
    );
    expect(await rows(world, 'select value from identity')).toEqual([{ value: 'octo-2' }]);
  });

  test('asks step by step: the type, then which, then the value', async () => {
    await using world = await withServices(...THREE);
    const answered = async (input: Record<string, unknown>) => refused(await world.update(input));
    expect(await answered({})).toEqual({
      code: 'missing_input',
      sentence: 'Service Type: which? There are `aws_iam` and `github`.',
    });
    expect((await answered({ service_type: 'github' })).sentence).toBe(
      'External ID: which? There are `acme` and `beta`.',
    );
    expect((await answered({ service_type: 'github', external_id: 'beta' })).sentence).toBe(
      'New Value is missing. What the bot is called there: its user id, e-mail or the like.',
    );
    // Given before it is asked for, it is kept.
    expect((await answered({ external_id: 'beta', new_value: 'octo' })).sentence).toBe(
      'Service Type: which? There are `aws_iam` and `github`.',
    );
    done(await world.update({ service_type: 'github', external_id: 'beta', new_value: 'octo' }));
  });

  test('takes what there is one of without asking, and says what it took', async () => {
    await using world = await withServices(...THREE);
    expect(said(await world.update({ service_type: 'aws_iam', new_value: 'arn:aws:iam::1:user/s' }))).toBe(
      'steve has the user arn `arn:aws:iam::1:user/s` in AWS IAM `123456789012` now. It had none there before.',
    );
    await using one = await withServices(['tailscale', 'acme.com']);
    expect(said(await one.update({ new_value: 'steve@acme.com' }))).toBe(
      'steve has the email `steve@acme.com` in Tailscale `acme.com` now. It had none there before.',
    );
  });

  test('lists what there is when something else is given', async () => {
    await using world = await withServices(...THREE);
    expect(refused(await world.update({ service_type: 'okta', new_value: 'x' }))).toEqual({
      code: 'invalid_input',
      sentence: 'Service Type: `okta` is not there. There are `aws_iam` and `github`.',
    });
    expect(refused(await world.update({ service_type: 'aws_iam', external_id: 'acme' })).sentence).toBe(
      'External ID: `acme` is not there. There is only `123456789012`.',
    );
  });

  test('without any service says who registers the first', async () => {
    await using world = await withServices();
    for (const input of [{}, { service_type: 'github', external_id: 'acme', new_value: 'octo' }])
      expect(refused(await world.update(input))).toEqual({
        code: 'unknown_service',
        sentence: 'No service is registered here yet. An admin registers one: `services add github acme`',
      });
  });

  test.each([
    ['', 'An identity is not empty. `bots delete-identity` takes it away altogether.'],
    ['  ', 'An identity is not empty. `bots delete-identity` takes it away altogether.'],
    ['a\nb', 'An identity is one line of text, without tabs or line breaks.'],
    ['x'.repeat(201), 'An identity has at most 200 characters, and this one has 201.'],
    [`id af_bot_${'0a'.repeat(32)}`, 'That is a token, and an identity is seen by everybody.'],
  ])('refuses the value %j', async (value, sentence) => {
    await using world = await withServices(['github', 'acme']);
    expect(refused(await world.update({ new_value: value }))).toEqual({ code: 'invalid_input', sentence });
    expect(await rows(world, 'select from identity')).toEqual([]);
  });

  test('refuses a JWT as a value', async () => {
    await using world = await withServices(['github', 'acme']);
    const { token } = await issue(world, world.bob, 'steve');
    expect(refused(await world.update({ new_value: token.reveal() })).sentence).toBe(
      'That is a token, and an identity is seen by everybody.',
    );
  });

  test('is for who may act on the bot', async () => {
    await using world = await withServices(['github', 'acme']);
    await world.ask(world.alice, 'bots create', { username: 'hers' });
    const input = { username: 'hers', new_value: 'octo' };
    expect(refused(await world.ask(world.bob, 'bots update-identity', input))).toEqual({
      code: 'forbidden',
      sentence: 'alice owns hers; only alice or an admin can do that.',
    });
    const { token } = await issue(world, world.bob, 'steve', { scopes: 'identities:write' });
    const steve = await world.bot(token);
    expect(refused(await world.ask(steve, 'bots update-identity', input)).code).toBe('forbidden');
    done(await world.ask(steve, 'bots update-identity', { username: 'steve', new_value: 'octo' }));
  });

  test('sees no service of another organization', async () => {
    await using world = await withServices(['github', 'acme']);
    const there = await world.person('alice', 'T0THERE');
    await world.ask(there, 'bots create', { username: 'steve' });
    const input = { username: 'steve', service_type: 'github', external_id: 'acme', new_value: 'octo' };
    expect(refused(await world.ask(there, 'bots update-identity', input)).code).toBe('unknown_service');
  });
});

async function withIdentities(...held: [service_type: string, external_id: string, value: string][]) {
  const world = await withServices(...THREE);
  for (const [service_type, external_id, new_value] of held)
    done(await world.update({ service_type, external_id, new_value }));
  return world;
}

describe('bots delete-identity', () => {
  test('takes the one identity that there is, after a question that names it', async () => {
    await using world = await withIdentities(['github', 'beta', 'octo']);
    const command = world.deps.commands.find(({ name }) => name === 'bots delete-identity');
    if (!command) throw new Error('no such command');
    const asked = await execute(command, { username: 'steve' }, world.bob, world.deps, false);
    expect(asked.kind === 'confirm' && plain(asked.question.text)).toBe(
      'Forget that steve has the user id `octo` in GitHub `beta`? Nothing changes over there.',
    );
    expect(await rows(world, 'select from identity')).toHaveLength(1);
    expect(said(await world.remove())).toBe(
      'steve has the user id `octo` in GitHub `beta` no more. It has no other identity.',
    );
    expect(await rows(world, 'select from identity')).toEqual([]);
  });

  test('asks which, of those that the bot has', async () => {
    await using world = await withIdentities(
      ['github', 'acme', 'octo-a'],
      ['github', 'beta', 'octo-b'],
      ['aws_iam', '123456789012', 'arn'],
    );
    expect(refused(await world.remove()).sentence).toBe(
      'Service Type: which? There are `aws_iam` and `github`.',
    );
    expect(refused(await world.remove({ service_type: 'github' })).sentence).toBe(
      'External ID: which? There are `acme` and `beta`.',
    );
    expect(said(await world.remove({ service_type: 'github', external_id: 'acme' }))).toBe(
      'steve has the user id `octo-a` in GitHub `acme` no more. It has 2 other identities.',
    );
    expect(said(await world.remove({ service_type: 'aws_iam' }))).toContain('It has 1 other identity.');
  });

  test('says so when the bot has no such identity', async () => {
    await using world = await withIdentities(['github', 'acme', 'octo']);
    expect(refused(await world.remove({ service_type: 'aws_iam' }))).toEqual({
      code: 'unknown_identity',
      sentence: 'steve has no identity in `aws_iam`. There is only `github`.',
    });
    expect(refused(await world.remove({ service_type: 'github', external_id: 'beta' }))).toEqual({
      code: 'unknown_identity',
      sentence: 'steve has no identity in GitHub `beta`. There is only `acme`.',
    });
    done(await world.remove());
    expect(refused(await world.remove())).toEqual({
      code: 'unknown_identity',
      sentence: 'steve has no identity in any service. To give it one: `bots update-identity steve`',
    });
  });

  test('of a bot that is not there, or somebody else’s, says that first', async () => {
    await using world = await withIdentities(['github', 'acme', 'octo']);
    expect(refused(await world.remove({ username: 'nobody' })).code).toBe('unknown_bot');
    await world.ask(world.alice, 'bots create', { username: 'hers' });
    expect(refused(await world.remove({ username: 'hers' })).code).toBe('forbidden');
    expect(refused(await world.remove({ username: '' })).sentence).toBe(
      'Bot is missing. The username of a bot.',
    );
  });

  test('ten times at once takes it away once', async () => {
    await using world = await withIdentities(['github', 'acme', 'octo']);
    const outcomes = await Promise.all(Array.from({ length: 10 }, async () => world.remove()));
    const [first, ...others] = outcomes.toSorted((a, b) => a.kind.localeCompare(b.kind));
    if (!first) throw new Error('no outcome');
    done(first);
    for (const outcome of others) expect(refused(outcome).code).toBe('unknown_identity');
  });
});
