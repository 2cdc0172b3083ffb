import { describe, expect, test } from 'vitest';
import { botsAccept } from '../../src/commands/bots-accept.ts';
import { execute } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, refused, rows, said } from '../world.ts';
import { sentencesTo, toldTo } from '../told.ts';
import { deactivate } from './listing.ts';
import { withSteve } from './offering.ts';

const WEEK = 7 * 86_400_000;

describe('bots accept', () => {
  test('asks first, and says what it means', async () => {
    await using world = await withSteve();
    const { bob, carol, deps, asked } = world;
    const question = async () => {
      const outcome = await execute(botsAccept, { username: 'steve' }, carol, deps, false);
      return outcome.kind === 'confirm' ? plain(outcome.question.text) : refused(outcome).sentence;
    };
    expect(refused(await asked(bob, 'accept')).sentence).toBe('steve is yours.');
    expect(await question()).toBe(
      'steve is not offered to you, or no more. bob can offer it: `bots transfer steve @carol`',
    );
    await asked(bob, 'transfer', { to: '@carol' });
    expect(await question()).toBe(
      'Accept steve from bob? You own it then, and answer for it. It has no tokens.',
    );
    await issue(world, bob, 'steve');
    await issue(world, bob, 'steve');
    expect(await question()).toBe(
      'Accept steve from bob? You own it then, and answer for it. Its 2 tokens stop working at once, because bob may know them; new ones are promised to you in their place.',
    );
  });

  test('makes its new owner, ends every token, and promises the new owner one for each', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    await asked(bob, 'update', { backup_owner: '@carol' });
    await issue(world, bob, 'steve', { label: 'Deployment token', scopes: 'bots:read messages:write' });
    await issue(world, alice, 'steve', { format: 'opaque', scopes: 'bots:read audit:read organization:act' });
    await asked(bob, 'transfer', { to: '@carol' });
    world.clock.pass(86_400_000);
    const outcome = await asked(carol, 'accept');
    expect(said(outcome)).toBe(
      'steve is yours. bob can do nothing with it any more. Its 2 tokens are refused as of now. A message to you has `Show token` for each of the 2 in their place.',
    );
    expect(
      await rows(world, 'select owner_id, backup_owner_id, offered_to_id, offer_ends_at from bot'),
    ).toEqual([{ owner_id: carol.id, backup_owner_id: null, offered_to_id: null, offer_ends_at: null }]);
    expect(await rows(world, 'select distinct ended_by, revoked_at from token')).toEqual([
      { ended_by: 'transferred', revoked_at: world.clock.now() },
    ]);
    const left = 99 * 86_400;
    const claims = await rows(
      world,
      'select member_id, token_id, terms, reason, expires_at from claim order by terms->>$$label$$',
    );
    const claim = {
      member_id: carol.id,
      token_id: null,
      reason: 'transfer',
      expires_at: expect.any(Date) as Date,
    };
    const terms = { lifetime: left, networks: [], use_limit: null };
    expect(claims).toEqual([
      {
        ...claim,
        terms: {
          ...terms,
          format: 'jwt',
          label: 'Deployment token',
          scopes: ['bots:read', 'messages:write'],
        },
      },
      { ...claim, terms: { ...terms, format: 'opaque', label: null, scopes: ['bots:read'] } },
    ]);
    expect(await sentencesTo(world, bob)).toEqual([
      'carol has accepted steve and owns it now. The tokens that it had with you are refused, and you can do nothing with it any more.',
    ]);
  });

  test('shows the new owner a button for each token that is promised', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    await issue(world, bob, 'steve', { label: 'Deployment token', scopes: 'bots:read' });
    await asked(bob, 'transfer', { to: '@carol' });
    await asked(carol, 'accept');
    const [claim] = await rows(world, 'select id from claim');
    const [told] = await toldTo(world, carol);
    expect(told?.lines?.map(({ text, buttons }) => [plain(text), buttons])).toEqual([
      [
        'Deployment token · jwt · may read bots',
        [{ label: 'Show token', command: 'tokens claim', input: { id: claim?.['id'] } }],
      ],
    ]);
    world.clock.pass(WEEK);
    expect(await toldTo(world, carol)).toEqual([]);
  });

  test('has room in each message for its buttons, however many tokens there are', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    for (let count = 0; count < 21; count += 1) await issue(world, bob, 'steve', { format: 'opaque' });
    await asked(bob, 'transfer', { to: '@carol' });
    expect(done(await asked(carol, 'accept'))).toMatchObject({ revoked_tokens: 21, promised_tokens: 21 });
    expect(new Set((await toldTo(world, carol)).map(({ lines }) => lines?.length))).toEqual(new Set([1, 20]));
  });

  test('cuts the old owner off: they can issue, change and revoke nothing, and the old token is refused', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    const old = await issue(world, bob, 'steve', { scopes: 'bots:write tokens:write' });
    const steve = await world.bot(old.token);
    await asked(bob, 'transfer', { to: '@carol' });
    await asked(carol, 'accept');
    await expect(world.bot(old.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
    const fresh = await issue(world, carol, 'steve');
    const attempts: [command: string, input: Record<string, unknown>][] = [
      ['tokens issue', { username: 'steve', expiry: '1d' }],
      ['tokens revoke', { id: fresh.id }],
      ['bots update', { username: 'steve', description: 'mine' }],
      ['bots delete', { username: 'steve' }],
      ['bots disable', { username: 'steve' }],
      ['bots transfer', { username: 'steve', to: '@alice' }],
      ['bots decline', { username: 'steve' }],
      ['bots accept', { username: 'steve' }],
    ];
    for (const [command, input] of attempts)
      expect([command, refused(await world.ask(bob, command, input)).code]).toEqual([command, 'forbidden']);
    // Nor with a request of its old token that had come in before.
    for (const [command, input] of attempts.slice(0, 5))
      expect([command, refused(await world.ask(steve, command, input)).code]).toEqual([
        command,
        'revoked_bot_token',
      ]);
    const shown = await world.ask(bob, 'bots show', { username: 'steve' });
    expect(shown.kind === 'done' && [shown.document.buttons, shown.document.lines?.[0]?.buttons]).toEqual([
      undefined,
      undefined,
    ]);
    expect(await world.bot(fresh.token)).toMatchObject({ ownerName: 'carol' });
  });

  test('withdraws what the old owner was promised, and closes what they had asked for', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    const at = world.clock.now().toISOString();
    await rows(
      world,
      `insert into claim (organization_id, id, member_id, bot_id, terms, reason, created_at, expires_at)
       select organization_id, gen_random_uuid(), owner_id, id, '{}', 'reminder', '${at}', '${at}' from bot`,
    );
    await rows(
      world,
      `insert into approval (organization_id, id, kind, requester_id, bot_id, command, input, reason, added_scopes,
         created_at, expires_at)
       select organization_id, gen_random_uuid(), 'scopes', owner_id, id, 'tokens issue', '{}', 'x', '{}', '${at}', '${at}'
       from bot`,
    );
    await asked(bob, 'transfer', { to: '@carol' });
    await asked(carol, 'accept');
    expect(await rows(world, 'select withdrawn_at from claim')).toEqual([
      { withdrawn_at: world.clock.now() },
    ]);
    expect(await rows(world, 'select is_approved, answered_by from approval')).toEqual([
      { is_approved: false, answered_by: null },
    ]);
  });

  test('promises one token for two that were being rotated, and none for what has ended', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    const [old] = [
      await issue(world, bob, 'steve'),
      await issue(world, bob, 'steve', { label: 'successor' }),
    ];
    await issue(world, bob, 'steve', { expiry: '1h' });
    const at = world.clock.now();
    const grace = new Date(at.getTime() + WEEK).toISOString();
    await rows(
      world,
      `update token set superseded_at = '${at.toISOString()}', grace_ends_at = '${grace}' where id = '${old.id}'`,
    );
    await asked(bob, 'transfer', { to: '@carol' });
    world.clock.pass(3_600_000);
    expect(done(await asked(carol, 'accept'))).toMatchObject({ revoked_tokens: 2, promised_tokens: 1 });
    expect(await rows(world, "select terms->>'label' as label from claim")).toEqual([{ label: 'successor' }]);
  });

  test('comes too late after a week, or when the bot is gone', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    await asked(bob, 'transfer', { to: '@carol' });
    world.clock.pass(WEEK);
    expect(refused(await asked(carol, 'accept')).sentence).toBe(
      'steve is not offered to you, or no more. bob can offer it: `bots transfer steve @carol`',
    );
    expect(done(await world.ask(bob, 'bots list'))).toMatchObject({ bots: [{ state: 'active' }] });
    await asked(bob, 'transfer', { to: '@carol' });
    await asked(bob, 'delete');
    expect(refused(await asked(carol, 'accept')).code).toBe('unknown_bot');
  });

  test('of a bot whose owner is gone is offered by an admin', async () => {
    await using world = await withSteve();
    const { alice, carol, asked } = world;
    await deactivate(world, 'bob');
    done(await asked(alice, 'transfer', { to: '@carol' }));
    const outcome = await asked(carol, 'accept');
    expect(said(outcome)).toBe(
      'steve is yours. bob can do nothing with it any more. It has no token yet: `tokens issue -u steve -e 100d`',
    );
    expect(await rows(world, "select from notice where kind = 'bot_accepted'")).toEqual([]);
    expect(done(await world.ask(alice, 'bots list', { orphaned: true }))).toMatchObject({ total: 0 });
  });
});
