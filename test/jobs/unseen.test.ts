import { describe, expect, test } from 'vitest';
import { confirmShown } from '../../src/commands/confirm-shown.ts';
import { tokensIssue } from '../../src/commands/tokens-issue.ts';
import { unseen } from '../../src/jobs/unseen.ts';
import { issue, issuedOf, openWorld, rows } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const bob = await world.person('bob');
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { bob });
}

describe('a token that nobody saw', () => {
  test('is ended after two minutes, and its maker is told', async () => {
    await using world = await withSteve();
    const { id } = await issue(world, world.bob, 'steve');
    world.clock.pass(119_999);
    await unseen.sweep(world.deps);
    expect(await rows(world, 'select ended_by from token')).toEqual([{ ended_by: null }]);
    world.clock.pass(1);
    await unseen.sweep(world.deps);
    await unseen.sweep(world.deps);
    expect(await rows(world, 'select ended_by from token')).toEqual([{ ended_by: 'unseen' }]);
    expect(await rows(world, 'select kind, member_id, subject from notice')).toEqual([
      { kind: 'token_unseen', member_id: world.bob.id, subject: { token: id } },
    ]);
  });

  test('takes its rotation with it: the old one goes on as before', async () => {
    await using world = await withSteve();
    const old = await issue(world, world.bob, 'steve');
    await rows(world, 'update token set shown_at = created_at');
    const next = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
    world.clock.pass(120_000);
    await unseen.sweep(world.deps);
    expect(await rows(world, 'select id, superseded_at from token where revoked_at is null')).toEqual([
      { id: old.id, superseded_at: null },
    ]);
    expect(await rows(world, `select ended_by from token where id = '${next.id}'`)).toEqual([
      { ended_by: 'unseen' },
    ]);
  });

  test('is none that was shown, used, made over the API or revoked meanwhile', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const shown = await world.ask(bob, 'tokens issue', { username: 'steve', scopes: 'tokens:write' });
    await confirmShown(tokensIssue, shown.kind === 'done' && shown.output, bob, world.deps);
    const steve = await world.bot(issuedOf(shown).token);
    const api = issuedOf(await world.ask(steve, 'tokens issue', { username: 'steve' }));
    const used = await issue(world, bob, 'steve');
    await rows(world, `update token set last_used_at = created_at where id = '${used.id}'`);
    const revoked = await issue(world, bob, 'steve');
    await world.ask(bob, 'tokens revoke', { id: revoked.id });
    world.clock.pass(600_000);
    await unseen.sweep(world.deps);
    expect(await rows(world, 'select id from token where revoked_at is null')).toHaveLength(3);
    expect(
      await rows(world, `select shown_at = created_at as shown from token where id = '${api.id}'`),
    ).toEqual([{ shown: true }]);
    expect(await rows(world, 'select from notice')).toEqual([]);
  });
});
