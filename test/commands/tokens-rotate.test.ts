import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { done, issue, issuedOf, openWorld, refused, rows, said } from '../world.ts';

const DAY = 86_400_000;

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const noteOf = (outcome: Outcome): string =>
  outcome.kind === 'done' ? plain(outcome.document.note ?? []) : '';

describe('tokens rotate start', () => {
  test('makes a successor with the same terms, and both live until the grace ends', async () => {
    await using world = await withSteve();
    const terms = {
      label: 'Deployment token',
      format: 'opaque',
      networks: '10.0.0.0/8',
      uses: 5,
      scopes: 'bots:read messages:write',
    };
    const old = await issue(world, world.bob, 'steve', terms);
    world.clock.pass(10 * DAY);
    const outcome = await world.ask(world.bob, 'tokens rotate start', { id: old.id });
    const next = issuedOf(outcome);
    expect(said(outcome)).toBe(
      'New token for steve · ends 11 Mar 2027, 22:14 CET (in 100 days) · may read bots and send messages · from 10.0.0.0/8 only · 5 uses. Copy it now: it is shown only here, only once.',
    );
    const [oldId, nextId] = [shortId(old.id), shortId(next.id)];
    expect(noteOf(outcome)).toBe(
      `Its id is \`${nextId}\`. It takes the place of \`${oldId}\`, which goes on until 8 Dec 2026, 22:14 CET (in 7 days). When the new one is in use: \`tokens rotate finish ${oldId}\`. To take it back: \`tokens rotate cancel ${oldId}\``,
    );
    expect(
      await rows(
        world,
        'select format, label, scopes, networks::text, use_limit, uses_left, predecessor_id, family_id from token order by created_at desc limit 1',
      ),
    ).toEqual([
      {
        format: 'opaque',
        label: 'Deployment token',
        scopes: ['bots:read', 'messages:write'],
        networks: '{10.0.0.0/8}',
        use_limit: 5,
        uses_left: 5,
        predecessor_id: old.id,
        family_id: old.id,
      },
    ]);
    for (const { token } of [old, next]) expect((await world.bot(token, '10.1.2.3')).username).toBe('steve');
  });

  test('ends the old one at once with --now, and later with --grace', async () => {
    await using world = await withSteve();
    const [one, two] = [await issue(world, world.bob, 'steve'), await issue(world, world.bob, 'steve')];
    const now = await world.ask(world.bob, 'tokens rotate start', { id: one.id, now: 'true' });
    expect(noteOf(now)).toContain('which has ended.');
    await expect(world.bot(one.token)).rejects.toMatchObject({ code: 'revoked_bot_token' });
    expect(await rows(world, `select ended_by from token where id = '${one.id}'`)).toEqual([
      { ended_by: 'rotated' },
    ]);
    const later = await world.ask(world.bob, 'tokens rotate start', { id: two.id, grace: '2h' });
    expect(done(later)['replaced_until']).toEqual(new Date('2026-11-21T23:14:00Z'));
  });

  test('lets the old one live no longer than it would have', async () => {
    await using world = await withSteve();
    const old = await issue(world, world.bob, 'steve', { expiry: '2d' });
    const { replaced_until: until } = done(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
    expect(until).toEqual(new Date('2026-11-23T21:14:00Z'));
  });

  test('a second time says whose rotation is open, and what can be done', async () => {
    await using world = await withSteve();
    const old = await issue(world, world.bob, 'steve');
    const next = issuedOf(await world.ask(world.bob, 'tokens rotate start', { id: old.id }));
    const [oldId, nextId] = [shortId(old.id), shortId(next.id)];
    expect(refused(await world.ask(world.alice, 'tokens rotate start', { id: old.id }))).toEqual({
      code: 'already_done',
      sentence: `\`${oldId}\` has a successor already: \`${nextId}\`, made by bob on 21 Nov 2026, 22:14 CET. The old one goes on until 28 Nov 2026, 22:14 CET (in 7 days); \`tokens rotate finish ${oldId}\` ends it now, \`tokens rotate cancel ${oldId}\` takes the new one back.`,
    });
  });

  test('is for live tokens alone', async () => {
    await using world = await withSteve();
    const [revoked, expired] = [
      await issue(world, world.bob, 'steve'),
      await issue(world, world.bob, 'steve', { expiry: '1h' }),
    ];
    await world.ask(world.bob, 'tokens revoke', { id: revoked.id });
    world.clock.pass(3_600_000);
    expect(refused(await world.ask(world.bob, 'tokens rotate start', { id: revoked.id }))).toEqual({
      code: 'already_done',
      sentence: `\`${shortId(revoked.id)}\` was ended on 21 Nov 2026, 22:14 CET, and only a token that is alive can be rotated. A new one: \`tokens issue -u steve\``,
    });
    expect(refused(await world.ask(world.bob, 'tokens rotate start', { id: expired.id })).sentence).toContain(
      'has ended on 21 Nov 2026, 23:14 CET',
    );
  });

  test('keeps the lifetime within the policy of now, and the scopes that owner and asker hold', async () => {
    await using world = await withSteve();
    const old = await issue(world, world.alice, 'steve', { scopes: 'bots:read audit:read tokens:write' });
    await rows(world, 'update organization set default_lifetime = 864000, longest_lifetime = 864000');
    const byAlice = done(await world.ask(world.alice, 'tokens rotate start', { id: old.id }));
    // bob owns it, and reads no audit log.
    expect(byAlice).toMatchObject({
      scopes: ['bots:read', 'tokens:write'],
      expires_at: new Date('2026-12-01T21:14:00Z'),
    });
  });

  test('is done by a bot to itself, which then lives as long as before', async () => {
    await using world = await withSteve();
    const { id, token } = await issue(world, world.bob, 'steve', {
      expiry: '10d',
      scopes: 'tokens:write bots:read',
    });
    world.clock.pass(9 * DAY);
    const steve = await world.bot(token);
    const outcome = await world.ask(steve, 'tokens rotate start', { id });
    expect(done(outcome)).toMatchObject({
      expires_at: new Date('2026-12-10T21:14:00Z'),
      scopes: ['bots:read', 'tokens:write'],
    });
    expect(await rows(world, 'select created_by_token from token where predecessor_id is not null')).toEqual([
      { created_by_token: id },
    ]);
  });

  test('by another token makes none that outlives that one, may do more, or is used from elsewhere', async () => {
    await using world = await withSteve();
    const long = await issue(world, world.bob, 'steve', { scopes: 'bots:read messages:write' });
    const short = await issue(world, world.bob, 'steve', { expiry: '2d', scopes: 'tokens:write bots:read' });
    const steve = await world.bot(short.token);
    expect(done(await world.ask(steve, 'tokens rotate start', { id: long.id }))).toMatchObject({
      scopes: ['bots:read'],
      expires_at: steve.expiresAt,
    });
    const bound = await issue(world, world.bob, 'steve', { scopes: 'tokens:write', networks: '10.0.0.0/8' });
    const inside = await world.bot(bound.token, '10.1.2.3');
    const free = await issue(world, world.bob, 'steve');
    expect(refused(await world.ask(inside, 'tokens rotate start', { id: free.id }))).toEqual({
      code: 'forbidden',
      sentence: 'A token is used from 10.0.0.0/8 alone, and makes none that is used from elsewhere.',
    });
  });

  test('keeps organization:act only for admins and for the token itself', async () => {
    await using world = await withSteve();
    await world.ask(world.alice, 'bots create', { username: 'ada' });
    const scopes = 'tokens:write organization:act';
    const own = await issue(world, world.alice, 'ada', { scopes });
    const acting = await world.bot(own.token);
    const other = await issue(world, world.alice, 'ada', { scopes });
    expect(done(await world.ask(acting, 'tokens rotate start', { id: own.id }))['scopes']).toContain(
      'organization:act',
    );
    expect(done(await world.ask(acting, 'tokens rotate start', { id: other.id }))['scopes']).toEqual([
      'tokens:write',
    ]);
  });
});
