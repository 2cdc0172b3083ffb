import { expect, test } from 'vitest';
import { contextOf } from '../../src/commands/context.ts';
import { emit } from '../../src/commands/emit.ts';
import { EVENT_TYPES, payloadOf } from '../../src/core/events.ts';
import type { MemberActor } from '../../src/core/actor.ts';
import * as bots from '../../src/store/bots.ts';
import * as webhookSecrets from '../../src/store/webhook-secrets.ts';
import { openWorld, rows, type World } from '../world.ts';
import { giveWebhook, SECRET } from './hook.ts';

const URL = 'https://example.com/hook';

async function emitDisabled(world: World, who: MemberActor, username: string): Promise<void> {
  await using transaction = world.deps.database.begin(who.organizationId, 'write');
  const bot = await bots.findByUsername(transaction.db, username, world.deps.clock.now());
  if (!bot) throw new Error('no bot');
  const data = { bot: { username, owner: bot.owner_name }, by: who.name };
  await emit(contextOf(transaction, who, world.deps), bot, 'bot.disabled', data);
  await transaction.commit();
}

test('an event goes to the webhooks of its bot, and to those of admins that hear of all', async () => {
  await using world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  for (const [who, username] of [
    [alice, 'ops'],
    [bob, 'steve'],
    [bob, 'other'],
  ] as const)
    await world.ask(who, 'bots create', { username });
  const { organizationId } = bob;
  const own = await giveWebhook(world.deps, organizationId, 'steve', { url: URL });
  const filtered = { name: 'filtered', url: URL, events: ['message'] };
  await giveWebhook(world.deps, organizationId, 'steve', filtered);
  await giveWebhook(world.deps, organizationId, 'other', { url: URL, hears: 'all' });
  const all = await giveWebhook(world.deps, organizationId, 'ops', { url: URL, hears: 'all' });
  await emitDisabled(world, bob, 'steve');
  const made = await rows(world, 'select webhook_id, state from delivery');
  expect(new Set(made.map(({ webhook_id: id }) => id))).toEqual(new Set([own, all]));
  expect(made.every(({ state }) => state === 'waiting')).toBe(true);
  const [event] = await rows(world, 'select payload, id from event');
  expect(JSON.parse(String(event?.['payload']))).toEqual({
    id: event?.['id'],
    event: 'bot.disabled',
    version: 1,
    created_at: '2026-11-21T21:14:00.000Z',
    user_id: bob.id,
    data: { bot: { username: 'steve', owner: 'bob' }, by: 'bob' },
  });
});

test('what nobody hears of is not written, and what comes for a disabled webhook is kept', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  await emitDisabled(world, bob, 'steve');
  expect(await rows(world, 'select from event')).toEqual([]);
  const disabled = { url: URL, status: 'disabled', status_reason: 'gone' } as const;
  await giveWebhook(world.deps, bob.organizationId, 'steve', disabled);
  await emitDisabled(world, bob, 'steve');
  expect(await rows(world, 'select state from delivery')).toEqual([{ state: 'kept' }]);
});

test('a message is told as AgentFlow tells it', async () => {
  await using world = await openWorld();
  const data = { update_id: 7, message: { text: 'hi' }, room: '!a:example.org', sender: '@u:example.org' };
  const at = world.clock.now();
  expect(payloadOf({ id: 'x', type: 'message', at, owner: null, data })).toBe(JSON.stringify(data));
  expect(EVENT_TYPES).toContain('message');
});

test('a signing secret is sealed for its row, and the one it takes the place of ends', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const id = await giveWebhook(world.deps, bob.organizationId, 'steve', { url: URL });
  await using transaction = world.deps.database.begin(bob.organizationId, 'read');
  const at = world.clock.now();
  const scope = { organization_id: bob.organizationId, id };
  const [secret] = await webhookSecrets.listLive(transaction.db, scope, at);
  if (!secret) throw new Error('no secret');
  const opened = world.deps.vault.unseal(secret.sealed, webhookSecrets.placeOf(secret));
  expect(opened.reveal()).toBe(SECRET);
  expect(() => world.deps.vault.unseal(secret.sealed, 'elsewhere')).toThrow('Unsupported state');
});
