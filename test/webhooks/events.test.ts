import { expect, test } from 'vitest';
import { EVENT_TYPES, type EventType } from '../../src/core/events.ts';
import { remind } from '../../src/jobs/reminders.ts';
import { done, issue, issuedOf } from '../world.ts';
import { Requested } from '../commands/requests.ts';
import { heard, type Hooked, withHook } from './hearing.ts';

const DAY = 86_400_000;
const STEVE = { username: 'steve', owner: 'bob' };

/** Has it happened, as a person would. Resolves with what is told of it. */
type Case = (world: Hooked) => Promise<Record<string, unknown>>;

const asked = (world: Hooked, verb: string, input: Record<string, unknown> = {}) =>
  world.ask(world.bob, verb, input);

async function rotating(world: Hooked) {
  const old = await issue(world, world.bob, 'steve', { label: 'CI', scopes: 'bots:read' });
  const next = issuedOf(await asked(world, 'tokens rotate start', { id: old.id }));
  return { old, next };
}

async function wish(world: Hooked): Promise<Record<string, unknown>> {
  done(await world.ask(world.alice, 'policy set', { approval: 'bots', approval_channel: '#bots' }));
  const outcome = await asked(world, 'bots create', { username: 'ada', reason: 'to post builds' });
  const { id } = Requested.parse(done(outcome)).approval;
  const about = { kind: 'bots', username: 'ada', requester: 'bob', reason: 'to post builds' };
  return { id, ...about, added_scopes: [] };
}

/** What is told of a token of steve. */
const tokenTold = (id: string) => ({
  bot: STEVE,
  token: { id, label: 'CI', scopes: ['bots:read'], expires_at: expect.any(String) },
});

const CASES: Record<EventType, Case | 'told by others'> = {
  'bot.created': async (world) => {
    for (let times = 0; times < 2; times += 1) await asked(world, 'bots create', { username: 'ada' });
    return { bot: { username: 'ada', owner: 'bob' }, by: 'bob' };
  },
  'bot.disabled': async (world) => {
    for (const who of [world.alice, world.bob]) await world.ask(who, 'bots disable', { username: 'steve' });
    return { bot: STEVE, by: 'alice' };
  },
  'bot.enabled': async (world) => {
    for (const verb of ['enable', 'disable', 'enable', 'enable'])
      await asked(world, `bots ${verb}`, { username: 'steve' });
    return { bot: STEVE, by: 'bob' };
  },
  'bot.transferred': async (world) => {
    done(await asked(world, 'bots transfer', { username: 'steve', to: '@alice' }));
    done(await world.ask(world.alice, 'bots accept', { username: 'steve' }));
    return { bot: { username: 'steve', owner: 'alice' }, from: 'bob', to: 'alice' };
  },
  'bot.deleted': async (world) => {
    await issue(world, world.bob, 'steve');
    await asked(world, 'bots delete', { username: 'steve' });
    return { bot: STEVE, by: 'bob', revoked_tokens: 1 };
  },
  'token.issued': async (world) => {
    const { id } = await issue(world, world.bob, 'steve', { label: 'CI', scopes: 'bots:read' });
    return { ...tokenTold(id), by: 'bob' };
  },
  'token.expiring': async (world) => {
    const { id } = await issue(world, world.bob, 'steve', { label: 'CI', scopes: 'bots:read' });
    world.clock.pass(93 * DAY);
    for (let times = 0; times < 2; times += 1) await remind.sweep(world.deps);
    return { ...tokenTold(id), ends_in_seconds: (7 * DAY) / 1000 };
  },
  'token.expired': async (world) => {
    const { id } = await issue(world, world.bob, 'steve', { label: 'CI', scopes: 'bots:read' });
    world.clock.pass(101 * DAY);
    for (let times = 0; times < 2; times += 1) await remind.sweep(world.deps);
    return tokenTold(id);
  },
  'token.rotated': async (world) => {
    const { old, next } = await rotating(world);
    return { ...tokenTold(next.id), replaces: old.id, replaced_ends_at: expect.any(String), by: 'bob' };
  },
  'token.rotation_finished': async (world) => {
    const { old, next } = await rotating(world);
    await asked(world, 'tokens rotate finish', { id: next.id });
    return { bot: STEVE, ended: old.id, successor: next.id, by: 'bob' };
  },
  'token.rotation_cancelled': async (world) => {
    const { old, next } = await rotating(world);
    await asked(world, 'tokens rotate cancel', { id: old.id });
    return { bot: STEVE, ended: next.id, kept: old.id, by: 'bob' };
  },
  'token.superseded_use': async (world) => {
    const { old } = await rotating(world);
    await asked(world, 'tokens rotate finish', { id: old.id });
    for (let times = 0; times < 2; times += 1)
      await expect(world.bot(old.token, '192.0.2.7')).rejects.toMatchObject({ code: 'revoked_bot_token' });
    return { ...tokenTold(old.id), address: '192.0.2.7', froze_family: false };
  },
  'token.revoked': async (world) => {
    const { id } = await issue(world, world.bob, 'steve', { label: 'CI', scopes: 'bots:read' });
    for (let times = 0; times < 2; times += 1) await asked(world, 'tokens revoke', { id });
    return { ...tokenTold(id), reason: 'revoked', goes_on: null, by: 'bob' };
  },
  'token.frozen': async (world) => {
    const { id } = await issue(world, world.bob, 'steve');
    for (let times = 0; times < 2; times += 1) await world.ask(world.alice, 'tokens freeze', { id });
    return { bot: STEVE, tokens: [id], by: 'alice' };
  },
  'token.unfrozen': async (world) => {
    const { id } = await issue(world, world.bob, 'steve');
    for (const verb of ['unfreeze', 'freeze', 'unfreeze', 'unfreeze'])
      await asked(world, `tokens ${verb}`, { id });
    return { bot: STEVE, tokens: [id], by: 'bob' };
  },
  'approval.asked': async (world) => ({ approval: await wish(world) }),
  'approval.answered': async (world) => {
    const approval = await wish(world);
    await world.ask(world.alice, 'approvals deny', { id: approval['id'], reason: 'There is one already' });
    return { approval, is_approved: false, by: 'alice', answer: 'There is one already' };
  },
  'webhook.failing': 'told by others',
  'webhook.disabled': 'told by others',
  'webhook.secret_rotated': 'told by others',
  'webhook.test': 'told by others',
  message: 'told by others',
};

const OWN = EVENT_TYPES.flatMap((type) => {
  const happen = CASES[type];
  return happen === 'told by others' ? [] : [{ type, happen }];
});

test('every event that commands and jobs tell of is looked at', () => {
  expect(Object.keys(CASES)).toEqual(EVENT_TYPES);
  expect(OWN).toHaveLength(EVENT_TYPES.length - 5);
});

test.each(OWN)('$type is told once, with what happened', async ({ type, happen }) => {
  await using world = await withHook();
  const told = await happen(world);
  expect(await heard(world, type)).toEqual([expect.objectContaining({ data: told, deliveries: 1 })]);
});
