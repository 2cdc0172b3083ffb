import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { MemberActor } from '../../src/core/actor.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, said, type World } from '../world.ts';

const Page = z.object({
  bots: z.array(z.object({ username: z.string() })),
  total: z.number(),
  next_cursor: z.string().nullable(),
});

async function page(world: World, who: MemberActor, input: Record<string, unknown>) {
  const { bots, ...rest } = Page.parse(done(await world.ask(who, 'bots list', input)));
  return { names: bots.map(({ username }) => username), ...rest };
}

async function make(world: World, who: MemberActor, ...usernames: string[]): Promise<void> {
  for (const username of usernames) done(await world.ask(who, 'bots create', { username }));
}

describe('bots list', () => {
  test("shows Sym's columns in their order, then the owner, in the reader's own zone", async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await make(world, bob, 'steve');
    await make(world, alice, 'ada');
    await issue(world, bob, 'steve');
    const outcome = await world.ask(alice, 'bots list');
    expect(said(outcome)).toBe('2 bots.');
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns).toEqual(['Username', 'Token Count', 'Created At', 'Owner']);
    expect(table?.rows.map((cells) => cells.map(plain))).toEqual([
      ['ada', '0', '2026-11-21 22:14:00 CET', 'alice'],
      ['steve', '1', '2026-11-21 22:14:00 CET', 'bob'],
    ]);
  });

  test('counts no token that was revoked or has ended, and shows no bot that was deleted', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'steve', 'gone');
    await issue(world, bob, 'steve', { expiry: '1h' });
    const { id } = await issue(world, bob, 'steve');
    await issue(world, bob, 'steve');
    await world.ask(bob, 'tokens revoke', { id });
    await world.ask(bob, 'bots delete', { username: 'gone' });
    world.clock.pass(3_600_000);
    expect(done(await world.ask(bob, 'bots list'))).toMatchObject({
      bots: [{ username: 'steve', token_count: 1 }],
      total: 1,
    });
  });

  test('says how to make the first', async () => {
    await using world = await openWorld();
    const carol = await world.person('carol');
    expect(said(await world.ask(carol, 'bots list'))).toBe(
      'No bots yet. Make the first: `bots create steve`',
    );
  });

  test('goes on page by page while bots come and go, and shows none twice', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'b1', 'b2', 'b3', 'b4', 'b5');
    const first = await page(world, bob, { limit: 2 });
    expect(first).toEqual({ names: ['b1', 'b2'], total: 5, next_cursor: 'b2' });
    await make(world, bob, 'b0', 'b2-more');
    await world.ask(bob, 'bots delete', { username: 'b2' });
    await world.ask(bob, 'bots delete', { username: 'b4' });
    const second = await page(world, bob, { limit: 2, cursor: first.next_cursor });
    expect(second).toEqual({ names: ['b2-more', 'b3'], total: 5, next_cursor: 'b3' });
    const third = await page(world, bob, { limit: 2, cursor: second.next_cursor });
    expect(third).toEqual({ names: ['b5'], total: 5, next_cursor: null });
  });

  test('shows ten, says of how many, and has More', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, ...Array.from({ length: 11 }, (_none, index) => `bot-${index + 10}`));
    const outcome = await world.ask(bob, 'bots list');
    expect(said(outcome)).toBe('11 bots, 10 of them here.');
    expect(outcome.kind === 'done' && outcome.document.buttons).toEqual([
      { label: 'More', command: 'bots list', input: { cursor: 'bot-19' } },
    ]);
    const rest = await world.ask(bob, 'bots list', { cursor: 'bot-19' });
    expect(said(rest)).toBe('11 bots, 1 of them here.');
  });

  test('refuses a page that cannot be', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    const expected: [input: Record<string, unknown>, sentence: string][] = [
      [{ cursor: "x'; --" }, 'This page is not there any more. `bots list` begins anew.'],
      [{ cursor: 'x\u0000' }, 'This page is not there any more. `bots list` begins anew.'],
      [{ limit: 0 }, 'Limit is not right. A number of rows, 1 to 100; 10 unless said.'],
      [{ limit: 101 }, 'Limit is not right. A number of rows, 1 to 100; 10 unless said.'],
      [{ limit: 'many' }, 'Limit is not right. A number of rows, 1 to 100; 10 unless said.'],
    ];
    for (const [input, sentence] of expected)
      expect(refused(await world.ask(bob, 'bots list', input))).toEqual({ code: 'invalid_input', sentence });
  });
});
