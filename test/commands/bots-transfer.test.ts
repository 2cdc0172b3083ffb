import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, issue, refused, rows, said } from '../world.ts';
import { sentencesTo, toldTo } from '../told.ts';
import { deactivate } from './listing.ts';
import { withSteve } from './offering.ts';

describe('bots transfer', () => {
  test('offers a bot, tells the one it is offered to, and changes nothing yet', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    const { token } = await issue(world, bob, 'steve');
    const outcome = await asked(bob, 'transfer', { to: '@carol' });
    expect(said(outcome)).toBe(
      'steve is offered to carol until 28 Nov 2026, 22:14 CET (in 7 days). Nothing changes before carol accepts; then its tokens stop. To take the offer back: `bots decline steve`',
    );
    expect(await world.bot(token)).toMatchObject({ ownerName: 'bob' });
    expect(refused(await world.ask(carol, 'tokens issue', { username: 'steve', expiry: '1d' })).code).toBe(
      'forbidden',
    );
    const [told] = await toldTo(world, carol);
    expect(plain(told?.text ?? [])).toBe(
      'bob offers you steve. Once you accept, you own it, its token stops at once, and new ones are promised to you.',
    );
    expect(told?.buttons).toEqual([
      { label: 'Decline', command: 'bots decline', input: { username: 'steve' } },
      { label: 'Accept', command: 'bots accept', input: { username: 'steve' } },
    ]);
    expect(done(await world.ask(carol, 'bots list'))).toMatchObject({
      bots: [{ username: 'steve', owner: 'bob', state: 'active, offered to carol' }],
    });
    const shown = await world.ask(carol, 'bots show', { username: 'steve' });
    expect(shown.kind === 'done' && shown.document.buttons?.map(({ label }) => label)).toEqual([
      'Accept',
      'Decline',
    ]);
  });

  test('offered again, it is offered to the other one alone', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    await asked(bob, 'transfer', { to: '@carol' });
    expect(done(await asked(bob, 'transfer', { to: '@alice' }))).toMatchObject({ instead_of: 'carol' });
    expect(refused(await asked(carol, 'accept'))).toEqual({
      code: 'forbidden',
      sentence: 'steve is offered to alice; only they can accept it.',
    });
    expect(await sentencesTo(world, carol)).toEqual([]);
    expect(done(await asked(alice, 'accept'))).toMatchObject({ previous_owner: 'bob' });
  });

  test('is refused to guests, to those who are gone, to the owner, of a bot that is gone or of another', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    const to = async (who: typeof bob, person: string) =>
      refused(await asked(who, 'transfer', { to: person }));
    expect(await to(bob, '@bob')).toEqual({ code: 'forbidden', sentence: 'bob owns steve already.' });
    expect((await to(bob, '@nobody')).sentence).toBe(
      'There is nobody named `@nobody` here. `members list` shows everybody.',
    );
    expect((await to(carol, '@carol')).sentence).toBe('bob owns steve; only bob or an admin can do that.');
    await world.ask(alice, 'members set-role', { person: '@carol', role: 'workspace' });
    expect(await to(bob, '@carol')).toEqual({
      code: 'forbidden',
      sentence:
        'carol is a guest here, and guests own no bots. An admin can change that: `members set-role @carol member`',
    });
    await deactivate(world, 'carol');
    expect(await to(bob, '@carol')).toEqual({
      code: 'unknown_member',
      sentence: 'carol is deactivated in this workspace. `members list` shows everybody.',
    });
    await asked(bob, 'delete');
    expect((await to(bob, '@alice')).code).toBe('unknown_bot');
    expect(await rows(world, 'select from notice')).toEqual([]);
  });
});

describe('bots decline', () => {
  test('by the one it was offered to leaves it with its owner, who is told', async () => {
    await using world = await withSteve();
    const { bob, carol, asked } = world;
    await asked(bob, 'transfer', { to: '@carol' });
    expect(said(await asked(carol, 'decline'))).toBe('You have declined steve. bob goes on owning it.');
    expect(await sentencesTo(world, bob)).toEqual([
      'carol has declined steve, so you go on owning it. To offer it to somebody else: `bots transfer steve`',
    ]);
    expect(refused(await asked(carol, 'accept')).code).toBe('forbidden');
    expect(refused(await asked(carol, 'decline')).sentence).toBe(
      'bob owns steve; only bob or an admin can do that.',
    );
  });

  test('by its owner or an admin takes the offer back', async () => {
    await using world = await withSteve();
    const { alice, bob, carol, asked } = world;
    for (const who of [alice, bob]) {
      await asked(bob, 'transfer', { to: '@carol' });
      expect(said(await asked(who, 'decline'))).toBe('steve is offered to carol no more.');
      expect(await sentencesTo(world, carol)).toEqual([]);
    }
    expect(refused(await asked(bob, 'decline'))).toEqual({
      code: 'already_done',
      sentence: 'steve is offered to nobody. To offer it: `bots transfer steve`',
    });
  });
});
