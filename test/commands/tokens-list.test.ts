import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Outcome } from '../../src/commands/execute.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const Page = z.object({
  tokens: z.array(z.object({ id: z.string() })),
  total: z.number(),
  next_cursor: z.string().nullable(),
});

describe('tokens list', () => {
  test("shows Sym's columns in their order, newest first, and never a token", async () => {
    await using world = await withSteve();
    const { alice, bob } = world;
    const first = await issue(world, bob, 'steve', { label: 'Deployment token' });
    world.clock.pass(1000);
    const second = await issue(world, alice, 'steve', { expiry: '1d' });
    const outcome = await world.ask(bob, 'tokens list');
    expect(said(outcome)).toBe('2 tokens.');
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns).toEqual(['Token ID', 'User', 'Created By', 'Expires At', 'Last Used', 'Label']);
    expect(table?.rows.map((cells) => cells.map(plain))).toEqual([
      [`\`${second.id}\``, 'steve', 'alice', '2026-11-22 22:14:01 CET', '', ''],
      [`\`${first.id}\``, 'steve', 'bob', '2027-03-01 22:14:00 CET', '', 'Deployment token'],
    ]);
    expect(JSON.stringify(outcome)).not.toContain(first.token.reveal().slice(-10));
  });

  test('shows the tokens that are alive, of one bot or of all, to a guest too', async () => {
    await using world = await withSteve();
    const { bob } = world;
    await world.ask(bob, 'bots create', { username: 'ada' });
    await issue(world, bob, 'steve', { expiry: '1h' });
    const revoked = await issue(world, bob, 'steve');
    const alive = await issue(world, bob, 'steve');
    await issue(world, bob, 'ada');
    await world.ask(bob, 'tokens revoke', { id: revoked.id });
    world.clock.pass(3_600_000);
    const carol = await world.person('carol');
    expect(done(await world.ask(carol, 'tokens list'))).toMatchObject({ total: 2, username: null });
    const ofSteve = await world.ask(carol, 'tokens list', { username: 'steve' });
    expect(done(ofSteve)).toMatchObject({ tokens: [{ id: alive.id }], total: 1, username: 'steve' });
    expect(said(ofSteve)).toBe('1 token of steve.');
  });

  test('says how to issue the first', async () => {
    await using world = await withSteve();
    expect(said(await world.ask(world.bob, 'tokens list'))).toBe(
      'No token is alive. Issue one: `tokens issue`',
    );
    expect(said(await world.ask(world.bob, 'tokens list', { username: 'steve' }))).toBe(
      'steve has no token that is alive. Issue one: `tokens issue -u steve -e 100d`',
    );
  });

  test('goes on page by page while tokens come and go, and shows none twice', async () => {
    await using world = await withSteve();
    const { bob } = world;
    const before = new Set<string>();
    // Three of a second, so that pages end within one.
    for (let count = 0; count < 9; count += 1) {
      before.add((await issue(world, bob, 'steve')).id);
      if (count % 3 === 2) world.clock.pass(1000);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const input: Record<string, unknown> = cursor === null ? { limit: 2 } : { limit: 2, cursor };
      const page: z.infer<typeof Page> = Page.parse(done(await world.ask(bob, 'tokens list', input)));
      seen.push(...page.tokens.map(({ id }) => id));
      cursor = page.next_cursor;
      world.clock.pass(1000);
      await issue(world, bob, 'steve');
      // The token that the next page follows is gone when it is asked for.
      const last = seen.at(-1) ?? '';
      await world.ask(bob, 'tokens revoke', { id: last });
    } while (cursor !== null);
    expect(seen).toHaveLength(9);
    expect(new Set(seen)).toEqual(before);
  });

  test('shows ten, says of how many, and More keeps to the bot', async () => {
    await using world = await withSteve();
    for (let count = 0; count < 11; count += 1) await issue(world, world.bob, 'steve');
    const outcome = await world.ask(world.bob, 'tokens list', { username: 'steve' });
    expect(said(outcome)).toBe('11 tokens of steve, 10 of them here.');
    expect(outcome.kind === 'done' && outcome.document.buttons).toMatchObject([
      { label: 'More', command: 'tokens list', input: { username: 'steve' } },
    ]);
  });

  test('refuses a cursor that was not given', async () => {
    await using world = await withSteve();
    for (const cursor of [
      'x',
      '1_',
      `created_1_${'-'.repeat(36)}`,
      'used_1_00000000-0000-4000-8000-000000000000',
      `1_${'f'.repeat(36)}`,
      '1_00000000-0000-4000-8000-00000000000x',
      "1'; drop table token; --",
    ]) {
      expect(refused(await world.ask(world.bob, 'tokens list', { cursor }))).toEqual({
        code: 'invalid_input',
        sentence: 'This page is not there any more. `tokens list` begins anew.',
      });
    }
    expect(world.logged).toEqual([]);
  });

  test('of a far future begins where all are older', async () => {
    await using world = await withSteve();
    await issue(world, world.bob, 'steve');
    const cursor = `created_999999999999999_00000000-0000-4000-8000-000000000000`;
    expect(done(await world.ask(world.bob, 'tokens list', { cursor }))).toMatchObject({ total: 1 });
  });
});

/** Asks page by page, until there is none; `between` happens after each. */
async function allPages(
  ask: (input: Record<string, unknown>) => Promise<Outcome>,
  between: (ids: string[]) => Promise<unknown> = async () => undefined,
): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: z.infer<typeof Page> = Page.parse(done(await ask(cursor === null ? {} : { cursor })));
    const shown = page.tokens.map(({ id }) => id);
    seen.push(...shown);
    cursor = page.next_cursor;
    await between(shown);
  } while (cursor !== null);
  return seen;
}

describe('a long list of tokens', () => {
  test('of 1,000 bots is shown whole, each once, in every order, while others come and go', async () => {
    await using world = await withSteve();
    const { bob } = world;
    await rows(
      world,
      `insert into bot (organization_id, id, username, display_name, owner_id, created_at)
       select organization_id, gen_random_uuid(), 'bot-' || n, 'bot', owner_id, created_at
       from bot, generate_series(1, 1000) n`,
    );
    await rows(
      world,
      `insert into token (organization_id, id, bot_id, family_id, format, hash, hint, scopes, created_by_member,
         created_at, expires_at, last_used_at, revoked_at)
       select bot.organization_id, gen_random_uuid(), bot.id, gen_random_uuid(), 'jwt',
         sha256((bot.id::text || n)::bytea), 'abcdef', '{}', bot.owner_id, bot.created_at - n * interval '1 day',
         bot.created_at + n * interval '1 day', case when n > 2 then bot.created_at - n * interval '1 hour' end,
         case when n = 5 then bot.created_at end
       from bot, generate_series(1, 5) n where username <> 'steve'`,
    );
    const all = new Set((await rows(world, 'select id from token')).map(({ id }) => String(id)));
    expect(all.size).toBe(5000);
    for (const sort of ['created', 'expires', 'used']) {
      let pages = 0;
      const seen = await allPages(
        async (input) => world.ask(bob, 'tokens list', { all: true, limit: 100, sort, ...input }),
        async ([id = '']) => {
          pages += 1;
          if (pages % 10 !== 1) return;
          await issue(world, bob, 'steve', { expiry: '2d', format: 'opaque' });
          await rows(world, `update token set revoked_at = created_at where id = '${id}'`);
        },
      );
      const old = seen.filter((id) => all.has(id));
      expect(old).toHaveLength(5000);
      expect(new Set(old)).toEqual(all);
      expect(new Set(seen).size).toBe(seen.length);
      await rows(world, "delete from token where format = 'opaque'");
    }
  }, 120_000);

  test('in the order of last use shows none twice too few, though one is used meanwhile', async () => {
    await using world = await withSteve();
    const made = [];
    for (let count = 0; count < 6; count += 1) made.push((await issue(world, world.bob, 'steve')).id);
    const seen = await allPages(
      async (input) => world.ask(world.bob, 'tokens list', { sort: 'used', limit: 2, ...input }),
      async ([id = '']) =>
        rows(world, `update token set last_used_at = created_at where id = '${id}' and last_used_at is null`),
    );
    expect(new Set(seen)).toEqual(new Set(made));
  });
});
