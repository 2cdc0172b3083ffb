import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import * as actors from '../../src/commands/actors.ts';
import { alone } from '../../src/commands/peers.ts';
import { done, issue, rows, slackPerson, type World } from '../world.ts';
import { heard, namesOf, URL, withHook } from './hearing.ts';
import { giveWebhook } from './hook.ts';

async function disable(world: World): Promise<void> {
  const bob = await world.person('bob');
  for (const verb of ['disable', 'enable']) done(await world.ask(bob, `bots ${verb}`, { username: 'steve' }));
}

/** alice as her workspace describes her from now on. */
const alice = (changes: Parameters<typeof slackPerson>[2]) => ({
  ...slackPerson('alice', undefined, changes),
  fresh: true,
});

describe('what is told of', () => {
  test('is not what was refused, or taken back with its transaction', async () => {
    await using world = await withHook();
    const { id } = await issue(world, world.bob, 'steve');
    const before = await namesOf(world);
    await world.ask(await world.person('carol'), 'bots disable', { username: 'steve' });
    await world.ask(world.bob, 'tokens rotate cancel', { id });
    const command = world.deps.commands.find(({ name }) => name === 'tokens revoke');
    if (!command) throw new Error('there is no such command');
    const peers = { ...alone, announce: () => Promise.reject(new Error('the connection broke')) };
    const outcome = await execute(command, { id }, world.bob, { ...world.deps, peers }, true);
    expect(outcome.kind).toBe('refused');
    expect(await namesOf(world)).toEqual(before);
    // And with nothing in its way it is told.
    await world.ask(world.bob, 'tokens revoke', { id });
    expect(await namesOf(world)).toEqual([...before, 'token.revoked']);
  });

  test('is what happens in the organization of the webhook alone', async () => {
    await using world = await withHook();
    const elsewhere = await world.person('bob', 'T0OTHER');
    for (const username of ['steve', 'ops']) done(await world.ask(elsewhere, 'bots create', { username }));
    await issue(world, elsewhere, 'steve');
    expect(await rows(world, 'select from event')).toEqual([]);
    await issue(world, world.bob, 'steve');
    expect(await rows(world, 'select distinct organization_id from event')).toEqual([
      { organization_id: world.bob.organizationId },
    ]);
  });

  test('goes on while the bot is disabled, and ends with it', async () => {
    await using world = await withHook();
    const { bob } = world;
    await giveWebhook(world.deps, bob.organizationId, 'steve', { url: URL });
    done(await world.ask(bob, 'bots disable', { username: 'steve' }));
    await issue(world, bob, 'steve');
    expect(await heard(world)).toMatchObject([
      { type: 'bot.disabled', deliveries: 2, user: bob.id },
      { type: 'token.issued', deliveries: 2, user: bob.id },
    ]);
    await rows(
      world,
      `update webhook set deleted_at = now() from bot where bot.id = bot_id and username = 'steve'`,
    );
    done(await world.ask(bob, 'bots delete', { username: 'steve' }));
    expect((await heard(world)).slice(2)).toMatchObject([
      { type: 'token.revoked', deliveries: 1 },
      { type: 'bot.deleted', deliveries: 1 },
    ]);
  });
});

describe('a webhook that hears of all', () => {
  test.each([
    ['is no admin any more', { isOwner: false, isAdmin: false }],
    ['is a guest now', { isOwner: false, isAdmin: false, isRestricted: true }],
  ])(
    'hears of its own bot alone when the owner %s, and of all when they are one again',
    async (_why, changes) => {
      await using world = await withHook();
      await disable(world);
      expect(await namesOf(world)).toEqual(['bot.disabled', 'bot.enabled']);
      await actors.ofSlackUser(alice(changes), world.deps);
      await disable(world);
      expect(await namesOf(world)).toHaveLength(2);
      await rows(world, `update bot set disabled_at = created_at where username = 'ops'`);
      const admin = await actors.ofSlackUser(
        { ...slackPerson('alice', undefined, { userId: 'U0DAVE', name: 'dave' }), userId: 'U0DAVE' },
        world.deps,
      );
      done(await world.ask(admin, 'bots enable', { username: 'ops' }));
      expect((await heard(world)).slice(2)).toMatchObject([
        { data: { bot: { username: 'ops' }, by: 'dave' } },
      ]);
      await actors.ofSlackUser(alice({}), world.deps);
      await disable(world);
      expect(await namesOf(world)).toHaveLength(5);
    },
  );

  test('hears of no other bot when the owner is deactivated', async () => {
    await using world = await withHook();
    await expect(actors.ofSlackUser(alice({ isDeleted: true }), world.deps)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await disable(world);
    expect(await namesOf(world)).toEqual([]);
  });
});

test('a bot of a guest is heard of by its own webhook', async () => {
  await using world = await withHook();
  const { bob } = world;
  await giveWebhook(world.deps, bob.organizationId, 'steve', { url: URL, hears: 'all' });
  done(await world.ask(world.alice, 'members set-role', { person: '@bob', role: 'guest' }));
  for (const username of ['steve', 'ops']) done(await world.ask(world.alice, 'bots disable', { username }));
  expect(await heard(world)).toMatchObject([
    { deliveries: 2, data: { bot: { username: 'steve' } } },
    { deliveries: 1, data: { bot: { username: 'ops' } } },
  ]);
});
