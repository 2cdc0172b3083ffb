import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, issue, refused, rows, said } from '../world.ts';
import { count, dave, DAY, notices, Requested, strict, widen } from './requests.ts';

describe('a token with wider scopes', () => {
  test('is asked for with what it adds, and arrives as a claim of the one who asked', async () => {
    await using world = await strict();
    const outcome = await world.ask(world.bob, 'tokens issue', {
      username: 'steve',
      expiry: '30d',
      label: 'CI',
      scopes: 'bots:read webhooks:write',
      reason: 'hooks',
    });
    expect(said(outcome)).toMatch(
      /^No token of steve may change webhooks so far\. That has to be approved here, so none is issued yet\. #bots can answer/,
    );
    const { id } = Requested.parse(done(outcome)).approval;
    expect(await count(world, 'token')).toBe(0);
    world.clock.pass(1000);
    const approved = await world.ask(world.alice, 'approvals approve', { id });
    expect(said(approved)).toBe(
      'bob can take a token for steve that may read bots and change webhooks, within 7 days, and is told.',
    );
    expect(await count(world, 'token')).toBe(0);
    expect(await rows(world, 'select reason, terms, member_id, expires_at from claim')).toEqual([
      {
        reason: 'approval',
        terms: {
          format: 'jwt',
          label: 'CI',
          scopes: ['bots:read', 'webhooks:write'],
          lifetime: 30 * 86_400,
          networks: [],
          use_limit: null,
        },
        member_id: world.bob.id,
        expires_at: new Date(world.clock.now().getTime() + 7 * DAY),
      },
    ]);
    expect(await notices(world)).toContain('approval_answered bob with a claim');
  });

  test('is issued at once where it adds nothing', async () => {
    await using world = await strict();
    await issue(world, world.bob, 'steve');
    await world.ask(world.alice, 'policy set', { approval: 'bots' });
    await issue(world, world.bob, 'steve', { scopes: 'webhooks:write', expiry: '2d' });
    await world.ask(world.alice, 'policy set', { approval: 'scopes' });
    await issue(world, world.bob, 'steve', { scopes: 'bots:read webhooks:write' });
    expect(await count(world, 'approval')).toBe(0);
    world.clock.pass(101 * DAY);
    expect(await widen(world)).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('carries what the one who asked still holds', async () => {
    await using world = await strict('#bots');
    const other = await dave(world);
    await world.ask(world.alice, 'policy set', { approval: 'scopes' });
    await world.ask(other, 'bots create', { username: 'max' });
    const scopes = 'bots:read audit:read webhooks:write';
    const input = { username: 'max', expiry: '3d', scopes, reason: 'audit' };
    const { id } = Requested.parse(done(await world.ask(other, 'tokens issue', input))).approval;
    await rows(world, "update member set given_role = 'member' where name = 'dave'");
    expect(said(await world.ask(world.alice, 'approvals approve', { id }))).toBe(
      'dave can take a token for max that may read bots and change webhooks, within 7 days, and is told. dave does not hold audit:read any more, so it is left out.',
    );
    expect(await rows(world, "select terms->'scopes' as scopes from claim")).toEqual([
      { scopes: ['bots:read', 'webhooks:write'] },
    ]);
  });

  test('is refused where nothing of it is left, the bot is gone, or is no longer theirs', async () => {
    await using world = await strict();
    const id = await widen(world);
    await rows(world, "update bot set owner_id = (select id from member where name = 'alice')");
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toContain(
      'bob may not issue tokens for steve any more',
    );
    await rows(world, "update member set given_role = 'guest' where name = 'bob'");
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).code).toBe('forbidden');
    await world.ask(world.alice, 'bots delete', { username: 'steve' });
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toContain(
      'steve was deleted, so it is closed.',
    );
    expect(await count(world, 'claim')).toBe(0);
  });

  test.each([
    ['deleted', 'steve was deleted, so it is closed.'],
    ['given away', 'steve has another owner now, so it is closed.'],
  ])('is closed wherever it was asked once the bot is %s, and who asked is told', async (how, why) => {
    await using world = await strict();
    const id = await widen(world);
    if (how === 'deleted') await world.ask(world.alice, 'bots delete', { username: 'steve' });
    else {
      await world.ask(world.bob, 'bots transfer', { username: 'steve', to: '@alice' });
      done(await world.ask(world.alice, 'bots accept', { username: 'steve' }));
    }
    expect(await notices(world)).toEqual(
      expect.arrayContaining(['approval_asked #bots', 'approval_closed #bots', 'approval_answered bob']),
    );
    expect(refused(await world.ask(world.alice, 'approvals approve', { id })).sentence).toContain(why);
    const all = await world.ask(world.bob, 'approvals list', { state: 'all' });
    if (all.kind !== 'done') throw new Error('refused');
    expect(plain(all.document.table?.rows[0]?.[4] ?? [])).toBe(why);
  });

  test('cannot be asked for by a bot', async () => {
    await using world = await strict();
    await world.ask(world.alice, 'bots create', { username: 'max', reason: 'x' });
    await rows(world, 'delete from approval');
    await world.ask(world.alice, 'policy set', { approval: 'none' });
    await world.ask(world.alice, 'bots create', { username: 'max' });
    const scopes = 'tokens:write webhooks:write organization:act';
    const max = await world.bot((await issue(world, world.alice, 'max', { scopes })).token);
    await world.ask(world.alice, 'policy set', { approval: 'scopes' });
    const input = { username: 'steve', expiry: '1d', scopes: 'webhooks:write', reason: 'x' };
    expect(refused(await world.ask(max, 'tokens issue', input))).toEqual({
      code: 'forbidden',
      sentence:
        'No token of steve may change webhooks so far, and that has to be approved here, for which a person has to ask: `tokens issue`.',
    });
  });
});
