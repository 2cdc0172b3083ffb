import { describe, expect, test } from 'vitest';
import type { MemberActor } from '../../src/core/actor.ts';
import type { Id } from '../../src/core/ids.ts';
import type { Notice } from '../../src/core/notices.ts';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import { composers } from '../../src/jobs/notices/index.ts';
import * as claims from '../../src/store/claims.ts';
import * as members from '../../src/store/members.ts';
import { ids } from '../../src/system.ts';
import { issue, issuedOf, openWorld, rows, type World } from '../world.ts';

async function withToken() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  const { id } = await issue(world, bob, 'steve');
  return Object.assign(world, { alice, bob, id: id as Id<'token'> });
}

/** What this person is told now; undefined when there is nothing to be said any more. */
async function toldTo(world: World, who: MemberActor, notice: Notice): Promise<string | undefined> {
  await using transaction = world.deps.database.begin(who.organizationId, 'read');
  const { db } = transaction;
  const member = await members.find(db, who.id);
  const compose = composers[notice.kind] as (
    notice: Notice,
    telling: unknown,
  ) => Promise<{ text: Parameters<typeof plain>[0] } | undefined>;
  const document = await compose(notice, { db, now: world.clock.now(), timeZone: 'Europe/Berlin', member });
  return document && plain(document.text);
}

describe('people are told', () => {
  test('that a token was frozen, while it is', async () => {
    await using world = await withToken();
    const { alice, bob, id } = world;
    await world.ask(alice, 'tokens freeze', { id });
    const notice: Notice = { kind: 'token_frozen', token: id, by: 'alice' };
    expect(await toldTo(world, bob, notice)).toBe(
      `alice froze \`${shortId(id)}\` of steve, and it is refused until it is unfrozen.`,
    );
    await world.ask(bob, 'tokens unfreeze', { id });
    expect(await toldTo(world, bob, notice)).toBeUndefined();
  });

  test('that a token ended unseen, and how to try again', async () => {
    await using world = await withToken();
    expect(await toldTo(world, world.bob, { kind: 'token_unseen', token: world.id })).toBe(
      `The new token for steve could not be shown to you, so \`${shortId(world.id)}\` is revoked: nobody has it. Try again: \`tokens issue -u steve -e 100d\``,
    );
  });

  test('that a new token ended unseen, and how to try again though the old one had ended at once', async () => {
    await using world = await withToken();
    const { bob, id } = world;
    const start = { id, now: true };
    const next = issuedOf(await world.ask(bob, 'tokens rotate start', start)).id as Id<'token'>;
    expect(await toldTo(world, bob, { kind: 'token_unseen', token: next })).toMatch(
      /Try again: `tokens issue -u steve -e 100d`$/,
    );
  });

  test('that a rotation finished itself', async () => {
    await using world = await withToken();
    const { bob, id } = world;
    const next = issuedOf(await world.ask(bob, 'tokens rotate start', { id })).id as Id<'token'>;
    expect(await toldTo(world, bob, { kind: 'rotation_finished', token: id, successor: next })).toBe(
      `The rotation of steve is finished: \`${shortId(next)}\` is in use, and \`${shortId(id)}\`, which was not used any more, is revoked.`,
    );
  });

  test('that a token was used though it was replaced', async () => {
    await using world = await withToken();
    const { bob, id } = world;
    await world.ask(bob, 'tokens rotate start', { id });
    const short = shortId(id);
    const what = `\`${short}\` of steve was replaced on 21 Nov 2026, 22:14 CET, and somebody still uses it, from 10.0.0.4. It is refused.`;
    const notice = { kind: 'superseded_used', token: id, address: '10.0.0.4' } as const;
    expect(await toldTo(world, bob, { ...notice, froze: false })).toBe(
      `${what} If you know that place, give it the new token. If not, the old one is in other hands: \`tokens freeze ${short} --family\` stops what came of it.`,
    );
    expect(await toldTo(world, bob, { ...notice, froze: true })).toBe(
      `${what} To be safe its whole family is frozen. When you know who it was: \`tokens unfreeze ${short} --family\``,
    );
  });

  test('that somebody asked for what was not theirs', async () => {
    await using world = await withToken();
    const { alice, bob, id } = world;
    const [bot] = await rows(world, 'select id from bot');
    const claim = ids.make<'claim'>();
    await using transaction = world.deps.database.begin(bob.organizationId, 'write');
    await claims.insert(transaction.db, {
      organization_id: bob.organizationId,
      id: claim,
      member_id: bob.id,
      bot_id: bot?.['id'] as Id<'bot'>,
      token_id: id,
      terms: null,
      reason: 'reminder',
      created_at: world.clock.now(),
      expires_at: new Date(world.clock.now().getTime() + 1000),
    });
    await transaction.commit();
    const notice: Notice = { kind: 'claim_misused', claim, by: 'alice' };
    expect(await toldTo(world, bob, notice)).toBe(
      'alice asked for a token of steve that was promised to you. None was made. If you did not pass the button on, ask alice how it came there.',
    );
    const next = issuedOf(await world.ask(bob, 'tokens claim', { id: claim }));
    expect(await toldTo(world, alice, notice)).toBe(
      `alice asked again for the token of steve that was shown to bob on 21 Nov 2026, 22:14 CET. It was not shown a second time. If it is not in good hands: \`tokens rotate start ${shortId(next.id)} --now\``,
    );
  });
});
