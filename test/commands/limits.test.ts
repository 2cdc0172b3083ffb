import { describe, expect, test } from 'vitest';
import type { BotActor } from '../../src/core/actor.ts';
import { done, issue, openWorld, refused, rows } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { token } = await issue(world, bob, 'steve', { scopes: 'bots:write' });
  return Object.assign(world, { bob, steve: await world.bot(token) });
}

describe('a bot', () => {
  test('of the tier free may ask thirty times a second, and is told when it may again', async () => {
    await using world = await withSteve();
    const { steve } = world;
    for (let count = 0; count < 30; count += 1) done(await world.ask(steve, 'whoami'));
    expect(refused(await world.ask(steve, 'whoami'))).toEqual({
      code: 'rate_limited',
      sentence: 'A bot of the tier free may make 30 requests a second. Try again in a second.',
    });
    world.clock.pass(999);
    expect(refused(await world.ask(steve, 'bots delete', { username: 'steve' })).code).toBe('rate_limited');
    world.clock.pass(1);
    done(await world.ask(steve, 'whoami'));
    expect(await rows(world, "select from audit_entry where outcome = 'rate_limited'")).toEqual([]);
  });

  test('shares its limit among its tokens, and with nobody else', async () => {
    await using world = await withSteve();
    const { bob, steve } = world;
    const other = await world.bot((await issue(world, bob, 'steve')).token);
    for (let count = 0; count < 30; count += 1) done(await world.ask(steve, 'whoami'));
    expect(refused(await world.ask(other, 'whoami')).code).toBe('rate_limited');
    await world.ask(bob, 'bots create', { username: 'ada' });
    done(await world.ask(await world.bot((await issue(world, bob, 'ada')).token), 'whoami'));
  });

  test.each([
    ['pro', 200, 'rate_limited'],
    ['enterprise', 300, 'done'],
  ] as const)('of the tier %s may ask %i times, and then is %s', async (tier, times, then) => {
    await using world = await withSteve();
    const actor: BotActor = { ...world.steve, tier };
    for (let count = 0; count < times; count += 1) done(await world.ask(actor, 'whoami'));
    const outcome = await world.ask(actor, 'whoami');
    expect(outcome.kind === 'refused' ? outcome.error.code : outcome.kind).toBe(then);
  });
});

test('a person may ask as often as they can type', async () => {
  await using world = await openWorld();
  const bob = await world.person('bob');
  for (let count = 0; count < 300; count += 1) expect((await world.ask(bob, 'whoami')).kind).toBe('done');
});
