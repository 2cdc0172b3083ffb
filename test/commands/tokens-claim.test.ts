import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import { confirmShown } from '../../src/commands/confirm-shown.ts';
import { tokensClaim } from '../../src/commands/tokens-claim.ts';
import type { Id } from '../../src/core/ids.ts';
import { shortId } from '../../src/core/tokens.ts';
import * as claims from '../../src/store/claims.ts';
import { ids } from '../../src/system.ts';
import { done, issue, issuedOf, openWorld, refused, rows, said, type World } from '../world.ts';
import { askOnce, idIn } from './asking-once.ts';

const HOUR = 3_600_000;

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const TERMS = {
  format: 'opaque',
  label: 'Approved',
  scopes: ['bots:read', 'audit:read'],
  lifetime: 864_000,
  networks: ['10.0.0.0/8'],
  use_limit: 3,
};

/** A promise to this person, for a day: in the place of a token, or on the terms above. */
async function promise(world: World, to: MemberActor, token?: string): Promise<Id<'claim'>> {
  const [bot] = await rows(world, "select id from bot where username = 'steve'");
  const at = world.clock.now();
  const id = ids.make<'claim'>();
  await using transaction = world.deps.database.begin(to.organizationId, 'write');
  await claims.insert(transaction.db, {
    organization_id: to.organizationId,
    id,
    member_id: to.id,
    bot_id: bot?.['id'] as Id<'bot'>,
    token_id: (token ?? null) as Id<'token'> | null,
    terms: token === undefined ? TERMS : null,
    reason: token === undefined ? 'approval' : 'reminder',
    created_at: at,
    expires_at: new Date(at.getTime() + 24 * HOUR),
  });
  await transaction.commit();
  return id;
}

const told = (world: World) => rows(world, 'select kind, member_id, subject from notice order by created_at');

describe('tokens claim', () => {
  test('makes the token when it is taken: a rotation of the one it was promised for', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const old = await issue(world, bob, 'steve', { label: 'Deployment token' });
    const [id, other] = [await promise(world, bob, old.id), await promise(world, world.alice, old.id)];
    expect(await rows(world, 'select from token')).toHaveLength(1);
    const outcome = await world.ask(bob, 'tokens claim', { id });
    const next = issuedOf(outcome);
    expect(said(outcome)).toMatch(/^Token for steve · ends 1 Mar 2027, 22:14 CET \(in 100 days\) · may read/);
    expect((await world.bot(next.token)).tokenId).toBe(next.id);
    expect(await rows(world, `select made_token_id, withdrawn_at from claim where id = '${id}'`)).toEqual([
      { made_token_id: next.id, withdrawn_at: null },
    ]);
    // What was promised to somebody else in the same place is withdrawn.
    expect(refused(await world.ask(world.alice, 'tokens claim', { id: other })).sentence).toBe(
      `This token is not on offer any more. To renew it: \`tokens rotate start ${shortId(old.id)}\``,
    );
    done(await world.ask(bob, 'tokens rotate finish', { id: old.id }));
  });

  test('makes one on the terms that were written down, narrowed to what its taker holds now', async () => {
    await using world = await withSteve();
    const id = await promise(world, world.bob);
    const outcome = await world.ask(world.bob, 'tokens claim', { id });
    expect(done(outcome)).toMatchObject({
      label: 'Approved',
      scopes: ['bots:read'],
      networks: ['10.0.0.0/8'],
      use_limit: 3,
      expires_at: new Date('2026-12-01T21:14:00Z'),
    });
    expect(
      await rows(
        world,
        "select subject from audit_entry where command = 'tokens claim' and outcome = 'done'",
      ),
    ).toEqual([{ subject: issuedOf(outcome).id }]);
  });

  test('renews one that has ended by itself, but none that was revoked', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const ended = await issue(world, bob, 'steve', { expiry: '1h' });
    const revoked = await issue(world, bob, 'steve');
    world.clock.pass(2 * HOUR);
    const [renewal, none] = [await promise(world, bob, ended.id), await promise(world, bob, revoked.id)];
    await rows(
      world,
      `update token set revoked_at = created_at, ended_by = 'revoked' where id = '${revoked.id}'`,
    );
    expect(done(await world.ask(bob, 'tokens claim', { id: renewal }))).toMatchObject({
      replaces: ended.id,
      replaced_until: null,
    });
    expect(refused(await world.ask(bob, 'tokens claim', { id: none })).sentence).toMatch(
      /was ended on .*, and only a token that is alive can be rotated\. A new one: `tokens issue -u steve`$/,
    );
    expect(await rows(world, `select taken_at from claim where id = '${none}'`)).toEqual([
      { taken_at: null },
    ]);
  });

  test('is withdrawn with the token it was promised for', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const { id: token } = await issue(world, bob, 'steve');
    const id = await promise(world, bob, token);
    await world.ask(bob, 'tokens revoke', { id: token });
    expect(refused(await world.ask(bob, 'tokens claim', { id })).sentence).toMatch(
      /^This token is not on offer/,
    );
  });

  test('past its time makes nothing, and says what to do instead', async () => {
    await using world = await withSteve();
    const id = await promise(world, world.bob);
    world.clock.pass(24 * HOUR);
    expect(refused(await world.ask(world.bob, 'tokens claim', { id }))).toEqual({
      code: 'already_done',
      sentence:
        'This offer ended on 22 Nov 2026, 22:14 CET, and no token was made. A new one: `tokens issue -u steve`',
    });
    expect(await rows(world, 'select from token')).toEqual([]);
  });

  test('by another person makes nothing, and both who it concerns hear of it once', async () => {
    await using world = await withSteve();
    const id = await promise(world, world.bob);
    for (let count = 0; count < 3; count += 1)
      expect(refused(await world.ask(world.alice, 'tokens claim', { id }))).toEqual({
        code: 'forbidden',
        sentence:
          'This token was promised to bob, who is told that you asked for it. One of your own: `tokens issue`',
      });
    expect(await told(world)).toEqual([
      { kind: 'claim_misused', member_id: world.bob.id, subject: { claim: id, by: 'alice' } },
    ]);
    expect(
      await rows(world, "select target, outcome from audit_entry where command = 'tokens claim'"),
    ).toEqual(Array.from({ length: 3 }, () => ({ target: id, outcome: 'forbidden' })));
    // It is still there for whom it was promised to.
    issuedOf(await world.ask(world.bob, 'tokens claim', { id }));
  });

  test('a second time says when it was shown; past a minute that is an incident', async () => {
    await using world = await withSteve();
    const { bob, alice } = world;
    const id = await promise(world, alice);
    const first = await world.ask(alice, 'tokens claim', { id });
    expect(refused(await world.ask(alice, 'tokens claim', { id })).sentence).toBe(
      'This token of steve is on its way to you. If it does not come, press again in two minutes.',
    );
    await confirmShown(tokensClaim, first.kind === 'done' && first.output, alice, world.deps);
    const shown = `This token was shown to you on 21 Nov 2026, 22:14 CET. Lost it? \`tokens rotate start ${shortId(issuedOf(first).id)}\` makes a new one.`;
    world.clock.pass(60_000);
    const again = { code: 'already_shown', sentence: shown };
    expect(refused(await world.ask(alice, 'tokens claim', { id }))).toEqual(again);
    expect(await told(world)).toEqual([]);
    world.clock.pass(1);
    expect(refused(await world.ask(alice, 'tokens claim', { id }))).toEqual(again);
    expect((await told(world)).map(({ member_id }) => member_id)).toEqual(
      expect.arrayContaining([alice.id, bob.id]),
    );
  });

  test('of a bot that is somebody else’s by now makes nothing', async () => {
    await using world = await withSteve();
    const id = await promise(world, world.bob);
    await rows(world, `update bot set owner_id = '${world.alice.id}'`);
    expect(refused(await world.ask(world.bob, 'tokens claim', { id }))).toEqual({
      code: 'forbidden',
      sentence: 'steve is not yours any more, so there is no token of it for you.',
    });
  });

  test('knows no other id, and none of another organization', async () => {
    await using world = await withSteve();
    const id = await promise(world, world.bob);
    const stranger = await world.person('bob', 'T0OTHER0001');
    for (const [who, wrong] of [
      [world.bob, 'x'],
      [world.bob, ids.make()],
      [stranger, id],
    ] as const)
      expect(refused(await world.ask(who, 'tokens claim', { id: wrong }))).toEqual({
        code: 'unknown_claim',
        sentence: 'Nothing was promised under that id. A token of your own: `tokens issue`',
      });
    expect(await told(world)).toEqual([]);
  });

  test('opens again when its token was ended before anybody saw it', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const old = await issue(world, bob, 'steve');
    const id = await promise(world, bob, old.id);
    const lost = issuedOf(await world.ask(bob, 'tokens claim', { id }));
    done(await world.ask(bob, 'tokens revoke', { id: lost.id }));
    const next = issuedOf(await world.ask(bob, 'tokens claim', { id }));
    expect(await rows(world, 'select id from token where revoked_at is null order by created_at')).toEqual(
      expect.arrayContaining([{ id: old.id }, { id: next.id }]),
    );
  });

  test('opens again also where the old one had ended with the first taking', async () => {
    await using world = await withSteve();
    const { bob } = world;
    await rows(world, 'update organization set rotation_grace = 0');
    const old = await issue(world, bob, 'steve');
    const id = await promise(world, bob, old.id);
    const lost = issuedOf(await world.ask(bob, 'tokens claim', { id }));
    done(await world.ask(bob, 'tokens revoke', { id: lost.id }));
    const next = issuedOf(await world.ask(bob, 'tokens claim', { id }));
    expect(await rows(world, 'select id from token where revoked_at is null')).toEqual([{ id: next.id }]);
  });

  test('goes on from the token that was made anew for a lost answer', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const id = await promise(world, bob);
    await askOnce(world, bob, 'tokens claim', { id });
    const again = await askOnce(world, bob, 'tokens claim', { id });
    expect(await rows(world, 'select made_token_id from claim')).toEqual([{ made_token_id: idIn(again) }]);
  });
});
