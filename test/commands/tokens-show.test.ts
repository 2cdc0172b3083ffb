import { expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { shortId } from '../../src/core/tokens.ts';
import type { Outcome } from '../../src/commands/execute.ts';
import { issue, issuedOf, openWorld, rows } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob, carol] = [
    await world.person('alice'),
    await world.person('bob'),
    await world.person('carol'),
  ];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob, carol });
}

function shownBy(outcome: Outcome) {
  if (outcome.kind !== 'done') throw new Error('refused');
  const { facts = [], lines = [], note = [], buttons = [] } = outcome.document;
  return {
    facts: Object.fromEntries(facts.map(([label, value]) => [label, plain(value)])),
    lines: lines.map(({ text }) => plain(text)),
    note: plain(note),
    buttons: buttons.map(({ label }) => label),
  };
}

test('tokens show says all there is to say of a token, and offers what fits', async () => {
  await using world = await withSteve();
  const { bob } = world;
  const terms = { uses: 5, networks: '10.0.0.0/8 2001:db8::/32', label: 'Deploy' };
  const { id } = await issue(world, bob, 'steve', terms);
  expect(shownBy(await world.ask(bob, 'tokens show', { id }))).toEqual({
    facts: {
      Bot: 'steve, which bob owns',
      State: 'active',
      Ends: '1 Mar 2027, 22:14 CET (in 100 days)',
      'Last used': 'never',
    },
    lines: [
      'It may read bots, token ids and messages, and send messages, from 10.0.0.0/8, 2001:db8::/32 only.',
      'Format jwt, 5 uses of 5 left.',
    ],
    note: 'Made by bob on 21 Nov 2026, 22:14 CET.',
    buttons: ['Rotate', 'Freeze', 'Revoke'],
  });
  expect(shownBy(await world.ask(world.carol, 'tokens show', { id })).buttons).toEqual([]);
  await world.ask(bob, 'tokens freeze', { id });
  expect(shownBy(await world.ask(bob, 'tokens show', { id })).buttons).toEqual(['Unfreeze', 'Revoke']);
  await world.ask(bob, 'tokens revoke', { id });
  expect(shownBy(await world.ask(bob, 'tokens show', { id }))).toMatchObject({
    facts: { State: 'revoked on 21 Nov 2026, 22:14 CET' },
    buttons: [],
  });
});

test('tokens show tells how a rotation stands, from either of its tokens', async () => {
  await using world = await withSteve();
  const { bob } = world;
  const old = await issue(world, bob, 'steve');
  const next = issuedOf(await world.ask(bob, 'tokens rotate start', { id: old.id }));
  await rows(world, `update token set last_used_at = '2026-11-21T21:11:00Z' where id = '${old.id}'`);
  for (const { id } of [old, next]) {
    const { lines, buttons } = shownBy(await world.ask(bob, 'tokens show', { id }));
    expect(lines[2]).toBe(
      `It is being rotated. The old one, \`${shortId(old.id)}\`, lives until 28 Nov 2026, 22:14 CET (in 7 days), last used 3 minutes ago; the new one, \`${shortId(next.id)}\`, not used yet.`,
    );
    expect(buttons).toEqual(['Finish rotation', 'Cancel rotation', 'Revoke']);
  }
  expect(shownBy(await world.ask(bob, 'tokens show', { id: next.id })).lines[3]).toBe(
    `It took the place of \`${shortId(old.id)}\`; the first of its family was \`${shortId(old.id)}\`.`,
  );
});
