import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { plain } from '../../src/core/text.ts';
import { done, refused, said } from '../world.ts';
import { strict, wish } from './requests.ts';

describe('approvals list', () => {
  test('shows approvers all that waits, with buttons for what they may answer, and others their own', async () => {
    await using world = await strict();
    await wish(world);
    world.clock.pass(1000);
    await world.ask(world.alice, 'bots create', { username: 'eve', reason: 'mine' });
    const list = await world.ask(world.alice, 'approvals list');
    expect(said(list)).toBe('2 requests open.');
    if (list.kind !== 'done') throw new Error('refused');
    const lines = list.document.table?.lines?.map(({ text, buttons }) => [
      plain(text),
      buttons?.map(({ label }) => label),
    ]);
    expect(lines).toEqual([
      [
        expect.stringMatching(
          /^`[0-9a-f]{8}` · alice asks for a bot named eve: `mine`\. Open until 28 Nov 2026/,
        ),
        undefined,
      ],
      [
        expect.stringMatching(/^`[0-9a-f]{8}` · bob asks for a bot named ada: `to post builds`\. Open until/),
        ['Approve', 'Deny'],
      ],
    ]);
    const own = done(await world.ask(world.bob, 'approvals list'));
    expect(own).toMatchObject({ approvals: [{ username: 'ada', is_mine_to_answer: false }], total: 1 });
    expect(said(await world.ask(world.carol, 'approvals list'))).toBe(
      'Nothing waits for approval. What was answered: `approvals list --state all`',
    );
  });

  test('goes on where the last page ended, and has the answered ones when asked', async () => {
    await using world = await strict();
    for (const username of ['a1', 'a2', 'a3']) {
      await wish(world, username);
      world.clock.pass(1000);
    }
    const first = done(await world.ask(world.alice, 'approvals list', { limit: 2 }));
    expect(first).toMatchObject({ approvals: [{ username: 'a3' }, { username: 'a2' }], total: 3 });
    const cursor = first['next_cursor'];
    const second = done(await world.ask(world.alice, 'approvals list', { limit: 2, cursor }));
    expect(second).toMatchObject({ approvals: [{ username: 'a1' }], next_cursor: null });
    const [{ id } = { id: '' }] = z.array(z.object({ id: z.string() })).parse(second['approvals']);
    await world.ask(world.alice, 'approvals deny', { id, reason: 'no' });
    expect(done(await world.ask(world.alice, 'approvals list'))).toMatchObject({ total: 2 });
    const all = await world.ask(world.alice, 'approvals list', { state: 'all' });
    if (all.kind !== 'done') throw new Error('refused');
    expect(plain(all.document.table?.rows[2]?.[4] ?? [])).toBe(
      'alice denied it on 21 Nov 2026, 22:14 CET: no.',
    );
    expect(refused(await world.ask(world.alice, 'approvals list', { cursor: 'x' })).code).toBe(
      'invalid_input',
    );
  });

  test('and its ids are of one organization', async () => {
    await using world = await strict();
    const id = await wish(world);
    const there = await world.person('alice', 'T0THERE');
    expect(refused(await world.ask(there, 'approvals approve', { id }))).toEqual({
      code: 'unknown_approval',
      sentence: `There is no request with the id \`${id}\`. \`approvals list\` shows those there are.`,
    });
    expect(done(await world.ask(there, 'approvals list'))).toMatchObject({ total: 0 });
  });
});
