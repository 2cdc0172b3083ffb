import { describe, expect, test } from 'vitest';
import * as actors from '../../src/commands/actors.ts';
import { execute } from '../../src/commands/execute.ts';
import { botsDelete } from '../../src/commands/bots-delete.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(alice, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

describe('bots delete', () => {
  test('revokes every token of the bot, and they say so', async () => {
    await using world = await withSteve();
    const { alice } = world;
    const issued = [
      await issue(world, alice, 'steve'),
      await issue(world, alice, 'steve', { format: 'opaque' }),
    ];
    const outcome = await world.ask(alice, 'bots delete', { username: 'steve' });
    expect(done(outcome)).toEqual({
      username: 'steve',
      revoked_tokens: 2,
      deleted_webhooks: 0,
    });
    expect(said(outcome)).toBe(
      'steve is deleted. Its 2 tokens are refused as of now. Its name is not given out again.',
    );
    for (const { token } of issued)
      await expect(actors.ofToken(token.reveal(), { surface: 'rest' }, world.deps)).rejects.toMatchObject({
        code: 'revoked_bot_token',
      });
  });

  test('takes back what was promised of it and its offer, and ends what was asked for it', async () => {
    await using world = await withSteve();
    const { alice } = world;
    const at = world.clock.now();
    await issue(world, alice, 'steve');
    await world.ask(alice, 'bots transfer', { username: 'steve', to: '@bob' });
    await rows(
      world,
      `insert into claim (organization_id, id, member_id, bot_id, terms, reason, created_at, expires_at)
       select organization_id, gen_random_uuid(), owner_id, id, '{}', 'reminder', created_at, created_at from bot`,
    );
    await rows(
      world,
      `insert into approval (organization_id, id, kind, requester_id, bot_id, command, input, reason, added_scopes,
         created_at, expires_at)
       select organization_id, gen_random_uuid(), 'scopes', owner_id, id, 'tokens issue', '{}', 'x', '{}', created_at,
         created_at from bot`,
    );
    await world.ask(alice, 'bots delete', { username: 'steve' });
    expect(
      await rows(
        world,
        `select ended_by, withdrawn_at, is_approved, offered_to_id, deleted_at
         from bot join token on token.bot_id = bot.id join claim on claim.bot_id = bot.id
         join approval on approval.bot_id = bot.id`,
      ),
    ).toEqual([
      { ended_by: 'deleted', withdrawn_at: at, is_approved: false, offered_to_id: null, deleted_at: at },
    ]);
  });

  test('asks first, counting what will stop, and does nothing yet', async () => {
    await using world = await withSteve();
    const { alice, deps } = world;
    for (const consequence of [
      'It has no tokens',
      'Its token stops working at once',
      'Its 2 tokens stop working at once',
    ]) {
      const outcome = await execute(botsDelete, { username: 'steve' }, alice, deps, false);
      if (outcome.kind !== 'confirm') throw new Error(outcome.kind);
      expect(plain(outcome.question.text)).toBe(
        `Delete steve? ${consequence}, and the name is not given out again.`,
      );
      expect([outcome.question.no, outcome.question.yes]).toEqual(['Keep', 'Delete steve']);
      await issue(world, alice, 'steve');
    }
    expect(await rows(world, 'select from token where revoked_at is null')).toHaveLength(3);
  });

  test('counts what it ended', async () => {
    await using world = await withSteve();
    const { alice } = world;
    await world.ask(alice, 'bots create', { username: 'ada' });
    await issue(world, alice, 'steve');
    expect(said(await world.ask(alice, 'bots delete', { username: 'ada' }))).toBe(
      'ada is deleted. It had no tokens. Its name is not given out again.',
    );
    expect(said(await world.ask(alice, 'bots delete', { username: 'steve' }))).toBe(
      'steve is deleted. Its token is refused as of now. Its name is not given out again.',
    );
  });

  test('asks nobody about a bot of another: it refuses at once', async () => {
    await using world = await withSteve();
    const outcome = await execute(botsDelete, { username: 'steve' }, world.bob, world.deps, false);
    expect(refused(outcome).code).toBe('forbidden');
  });

  test("is refused to who does not own it, with the owner's name; an admin may", async () => {
    await using world = await withSteve();
    const { alice, bob } = world;
    expect(refused(await world.ask(bob, 'bots delete', { username: 'steve' }))).toEqual({
      code: 'forbidden',
      sentence: 'alice owns steve; only alice or an admin can do that.',
    });
    await world.ask(bob, 'bots create', { username: 'bobs' });
    expect(done(await world.ask(alice, 'bots delete', { username: 'bobs' }))).toEqual({
      username: 'bobs',
      revoked_tokens: 0,
      deleted_webhooks: 0,
    });
  });

  test('says so when it was deleted before', async () => {
    await using world = await withSteve();
    const { alice } = world;
    await world.ask(alice, 'bots delete', { username: 'steve' });
    world.clock.pass(86_400_000);
    expect(refused(await world.ask(alice, 'bots delete', { username: 'steve' }))).toEqual({
      code: 'unknown_bot',
      sentence: 'steve was deleted on 21 Nov 2026, 22:14 CET. `bots list` shows the bots there are.',
    });
  });

  test('lets a bot end itself, and no other', async () => {
    await using world = await withSteve();
    const { alice } = world;
    await world.ask(alice, 'bots create', { username: 'ada' });
    const { token } = await issue(world, alice, 'steve', { scopes: 'bots:write' });
    const steve = await world.bot(token);
    expect(refused(await world.ask(steve, 'bots delete', { username: 'ada' }))).toEqual({
      code: 'forbidden',
      sentence: 'A bot acts on itself alone: steve cannot change ada.',
    });
    expect(done(await world.ask(steve, 'bots delete', { username: 'steve' }))).toMatchObject({
      revoked_tokens: 1,
    });
    await expect(world.bot(token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
  });

  test('knows no bot that never was, and leaves a sign of the attempt', async () => {
    await using world = await withSteve();
    for (const username of ['nobody', 'x\u0000y'])
      expect(refused(await world.ask(world.alice, 'bots delete', { username })).code).toBe('unknown_bot');
    const refusals = await rows(
      world,
      "select target from audit_entry where outcome = 'unknown_bot' order by target",
    );
    expect(refusals).toEqual([{ target: 'nobody' }, { target: null }]);
    expect(world.logged).toEqual([]);
  });
});
