import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/core/actor.ts';
import { shortId } from '../../src/core/tokens.ts';
import { choose } from '../../src/commands/choosing.ts';
import { issue, openWorld, rows, type World } from '../world.ts';

async function offered(world: World, who: Actor, command: string, input: string, typed = '') {
  const found = world.deps.commands.find(({ name }) => name === command);
  if (!found) throw new Error(`there is no command ${command}`);
  return choose(found, { name: input, typed }, who, world.deps);
}

async function withBots() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(alice, 'bots create', { username: 'ada' });
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const values = (choices: { value: string }[]): string[] => choices.map(({ value }) => value);

describe('what is offered', () => {
  test('as a bot is what the one who asks may act on, and fits what was typed', async () => {
    await using world = await withBots();
    const { alice, bob } = world;
    expect(values(await offered(world, alice, 'bots delete', 'username'))).toEqual(['ada', 'steve']);
    expect(values(await offered(world, alice, 'bots delete', 'username', ' TEV'))).toEqual(['steve']);
    expect(values(await offered(world, bob, 'tokens issue', 'username'))).toEqual(['steve']);
    const scopes = 'tokens:write';
    const ada = await world.bot((await issue(world, alice, 'ada', { scopes })).token);
    expect(values(await offered(world, ada, 'tokens issue', 'username'))).toEqual(['ada']);
  });

  test('as a token is what the one who asks may end, by id, bot and label', async () => {
    await using world = await withBots();
    const { alice, bob } = world;
    await issue(world, alice, 'ada');
    const { id } = await issue(world, bob, 'steve', { label: 'Deployment token' });
    expect(await offered(world, bob, 'tokens revoke', 'id')).toEqual([
      { value: id, label: `${shortId(id)} · steve · Deployment token` },
    ]);
    expect(values(await offered(world, alice, 'tokens revoke', 'id', 'deploy'))).toEqual([id]);
    expect(await offered(world, alice, 'tokens revoke', 'id')).toHaveLength(2);
  });

  test('as a token of one’s own is found however many others there are', async () => {
    await using world = await withBots();
    const { alice, bob } = world;
    const mine = await issue(world, bob, 'steve');
    await issue(world, alice, 'ada');
    await rows(
      world,
      `insert into token (organization_id, id, bot_id, format, hash, hint, label, scopes, created_by_member,
         created_at, expires_at, family_id)
       select t.organization_id, gen_random_uuid(), bot_id, format, sha256(n::text::bytea), hint,
         label, scopes, created_by_member, t.created_at + interval '1 s', expires_at, family_id
       from token t join bot b on b.id = t.bot_id, generate_series(1, 1200) n where b.username = 'ada'`,
    );
    expect(values(await offered(world, bob, 'tokens revoke', 'id'))).toEqual([mine.id]);
    expect(values(await offered(world, alice, 'tokens revoke', 'id', 'STEVE'))).toEqual([mine.id]);
    expect(await offered(world, alice, 'tokens revoke', 'id')).toHaveLength(50);
  });

  test('as scopes is what the one who asks holds, with the usual four ticked', async () => {
    await using world = await withBots();
    const choices = await offered(world, world.bob, 'tokens issue', 'scopes');
    expect(values(choices)).toEqual([...world.bob.scopes]);
    expect(values(choices.filter(({ ticked }) => ticked))).toEqual([
      'bots:read',
      'tokens:read',
      'messages:read',
      'messages:write',
    ]);
  });

  test('to a guest is nothing of what they may not ask, in the same words', async () => {
    await using world = await withBots();
    const carol = await world.person('carol');
    await expect(offered(world, carol, 'bots delete', 'username')).rejects.toMatchObject({
      code: 'missing_scope',
    });
  });

  test('for any other input is nothing', async () => {
    await using world = await withBots();
    expect(await offered(world, world.bob, 'tokens issue', 'label')).toEqual([]);
  });
});
