import { expect, test } from 'vitest';
import { z } from 'zod';
import { done, openWorld, rows, type World } from '../world.ts';
import { make, page } from './listing.ts';

/** 1,000 bots of three owners with 5,000 tokens, some of which have ended or were revoked. */
async function filledWorld() {
  const world = await openWorld();
  const alice = await world.person('alice');
  await Promise.all([world.person('bob'), world.person('carol')]);
  const at = world.clock.now().toISOString();
  await rows(
    world,
    `insert into bot (organization_id, id, username, display_name, owner_id, created_at)
     select m.organization_id, gen_random_uuid(), 'bot-' || n * 7919 % 1000, 'x', m.id,
       timestamptz '${at}' - n % 400 * interval '1 hour'
     from generate_series(1, 1000) n
     join (select *, row_number() over (order by name) - 1 as place from member) m on m.place = n % 3`,
  );
  await rows(
    world,
    `insert into token (organization_id, id, bot_id, format, hash, hint, label, scopes, created_by_member, created_at,
       expires_at, revoked_at, family_id, shown_at)
     select b.organization_id, t.id, b.id, 'jwt', sha256(t.id::text::bytea), 'abcdef', null, '{}', b.owner_id,
       timestamptz '${at}' - interval '1 day',
       timestamptz '${at}' + (n % 10 - 1) * interval '1 day' + interval '1 hour',
       case when n % 7 = 0 then timestamptz '${at}' - interval '1 hour' end, t.id, '${at}'
     from generate_series(1, 5000) n
     cross join lateral (select gen_random_uuid() as id, n as again) t
     join bot b on b.username = 'bot-' || n * n % 1000`,
  );
  // As the database has done by itself where there have been so many for a while.
  await rows(world, 'analyze');
  return Object.assign(world, { alice });
}

const names = async (world: World): Promise<string[]> =>
  (await rows(world, 'select username from bot where deleted_at is null')).map(({ username }) =>
    String(username),
  );

test.each([
  ['username', false],
  ['created', true],
  ['owner', true],
  ['tokens', false],
  ['tokens', true],
])(
  'a list of 1,000 bots by %s, downwards %s, shows none twice and leaves none out while they come and go',
  async (sort, desc) => {
    await using world = await filledWorld();
    const { alice } = world;
    const before = await names(world);
    const gone = new Set<string>();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const input = { sort, desc, limit: 100, ...(cursor !== null && { cursor }) };
      const found = await page(world, alice, input);
      seen.push(...found.names);
      cursor = found.next_cursor;
      world.clock.pass(1500);
      for (const username of await comeAndGo(world, before, seen)) gone.add(username);
    } while (cursor !== null);
    expect(seen.length - new Set(seen).size).toBe(0);
    const stood = before.filter((name) => !gone.has(name));
    expect(stood.filter((name) => !seen.includes(name))).toEqual([]);
    expect([before.length, stood.length]).toEqual([1000, expect.closeTo(980, -1)]);
  },
);

/** A bot that was seen and one that was not go, and one comes at either end; and tokens come and go. */
async function comeAndGo(world: World, before: string[], seen: string[]): Promise<string[]> {
  const alice = await world.person('alice');
  const now = await names(world);
  const leaving = [
    seen.find((name) => now.includes(name) && before.includes(name)),
    now.find((name) => !seen.includes(name) && before.includes(name)),
  ].filter((name) => name !== undefined);
  for (const username of leaving) done(await world.ask(alice, 'bots delete', { username }));
  const moment = world.clock.now().getTime();
  await make(world, alice, `aa-${moment}`, `zz-${moment}`);
  const at = world.clock.now().toISOString();
  await rows(
    world,
    `insert into token (organization_id, id, bot_id, format, hash, hint, scopes, created_by_member, created_at,
       expires_at, family_id, shown_at)
     select organization_id, gen_random_uuid(), id, 'jwt', sha256((id::text || n || '${at}')::bytea), 'abcdef', '{}',
       owner_id, '${at}', timestamptz '${at}' + interval '9 days', gen_random_uuid(), '${at}'
     from bot, generate_series(1, 2) n where hashtext(username) % 5 = 0`,
  );
  await rows(
    world,
    `update token set revoked_at = '${at}'
     where revoked_at is null and bot_id in (select id from bot where hashtext(username) % 7 = 0)`,
  );
  return leaving;
}

test('a list by the number of tokens is in that order, the most first when asked so', async () => {
  await using world = await filledWorld();
  const { bots } = Counted.parse(
    done(await world.ask(world.alice, 'bots list', { sort: 'tokens', desc: true, limit: 100 })),
  );
  const counts = bots.map(({ token_count }) => token_count);
  expect(counts).toEqual(counts.toSorted((one, other) => other - one));
  expect(new Set(counts).size).toBeGreaterThan(3);
});

const Counted = z.object({ bots: z.array(z.object({ token_count: z.number() })) });
