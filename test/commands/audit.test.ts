import { describe, expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said, type World } from '../world.ts';

interface Page {
  entries: { actor: string; command: string; target: string | null; outcome: string; count: number }[];
  next_cursor: string | null;
}

/** Rows as "who what target outcome", newest first. */
async function listed(world: World, input: Record<string, unknown> = {}): Promise<string[]> {
  const { entries } = done(
    await world.ask(await world.person('alice'), 'audit list', input),
  ) as unknown as Page;
  return entries.map(({ actor, command, target, outcome }) => [actor, command, target, outcome].join(' '));
}

async function openBusyWorld(): Promise<World> {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(alice, 'bots create', { username: 'steve' });
  world.clock.pass(3_600_000);
  await world.ask(bob, 'bots create', { username: 'hal' });
  world.clock.pass(3_600_000);
  await world.ask(bob, 'bots delete', { username: 'steve' });
  world.clock.pass(60_000);
  return world;
}

describe('audit list', () => {
  test('shows what was done and what was refused, newest first', async () => {
    await using world = await openBusyWorld();
    const outcome = await world.ask(await world.person('alice'), 'audit list');
    expect(said(outcome)).toBe('3 rows of the audit log, newest first.');
    if (outcome.kind !== 'done') throw new Error('refused');
    const { table } = outcome.document;
    expect(table?.columns).toEqual(['Time', 'Who', 'What', 'Target', 'Outcome', 'Surface']);
    expect(table?.rows.map((row) => row.map(plain))).toEqual([
      ['2026-11-22 00:14:00 CET', 'bob', '`bots delete`', 'steve', 'forbidden', 'slack'],
      ['2026-11-21 23:14:00 CET', 'bob', '`bots create`', 'hal', 'done', 'slack'],
      ['2026-11-21 22:14:00 CET', 'alice', '`bots create`', 'steve', 'done', 'slack'],
    ]);
  });

  test('is itself audited, as who may not is', async () => {
    await using world = await openBusyWorld();
    expect(refused(await world.ask(await world.person('bob'), 'audit list')).sentence).toBe(
      '`audit list` needs the scope `audit:read`. Only an admin of the workspace holds it.',
    );
    await listed(world);
    world.clock.pass(1000);
    expect(new Set(await listed(world, { command: 'audit list' }))).toEqual(
      new Set(['alice audit list  done', 'bob audit list  missing_scope']),
    );
  });

  test.each<[Record<string, unknown>, string[]]>([
    [{ actor: '@Bob' }, ['bob bots delete steve forbidden', 'bob bots create hal done']],
    [{ command: 'bots create' }, ['bob bots create hal done', 'alice bots create steve done']],
    [{ target: 'steve' }, ['bob bots delete steve forbidden', 'alice bots create steve done']],
    [{ outcome: 'forbidden' }, ['bob bots delete steve forbidden']],
    [{ since: '90m' }, ['bob bots delete steve forbidden', 'bob bots create hal done']],
    [{ until: '90m' }, ['alice bots create steve done']],
    [{ since: '2026-11-21 22:00', until: '2026-11-21T23:00:00Z' }, ['bob bots create hal done']],
    [{ since: '2026-11-22' }, []],
    [{ actor: 'nobody' }, []],
    [{ target: "x' or true --" }, []],
  ])('shows only what fits %j', async (filters, expected) => {
    await using world = await openBusyWorld();
    expect(await listed(world, filters)).toEqual(expected);
  });

  test('finds what was done to a token by a part of its id', async () => {
    await using world = await openBusyWorld();
    const alice = await world.person('alice');
    const { id } = await issue(world, alice, 'steve');
    await world.ask(alice, 'tokens revoke', { id });
    expect(await listed(world, { target: id.slice(0, 8) })).toEqual([`alice tokens revoke ${id} done`]);
  });

  test.each([{ since: 'yesterday' }, { until: '2026-13-01' }, { cursor: 'x' }, { cursor: '1.x' }])(
    'refuses %j with a sentence',
    async (input) => {
      await using world = await openWorld();
      const { code, sentence } = refused(await world.ask(await world.person('alice'), 'audit list', input));
      expect(code).toBe('invalid_input');
      expect(sentence).toMatch(/\.$/);
    },
  );

  test('pages through rows of one moment without losing one, while others come', async () => {
    await using world = await openWorld();
    const alice = await world.person('alice');
    for (let count = 0; count < 25; count += 1)
      await world.ask(alice, 'bots create', { username: `bot-${count}` });
    const seen: (string | null)[] = [];
    let cursor: string | null | undefined;
    do {
      const input = { command: 'bots create', ...(cursor === undefined ? {} : { cursor }) };
      const page = done(await world.ask(alice, 'audit list', input)) as unknown as Page;
      seen.push(...page.entries.map(({ target }) => target));
      cursor = page.next_cursor;
      world.clock.pass(1000);
      await world.ask(alice, 'bots create', { username: `late-${seen.length}` });
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  test('offers the next page with what was asked for', async () => {
    await using world = await openBusyWorld();
    const outcome = await world.ask(await world.person('alice'), 'audit list', { since: '7d', limit: 1 });
    const button = outcome.kind === 'done' ? outcome.document.buttons?.[0] : undefined;
    expect(button).toMatchObject({ label: 'More', command: 'audit list', input: { since: '7d' } });
    expect(await listed(world, { ...button?.input, limit: 1 })).toEqual(['bob bots create hal done']);
  });
});

describe('refusals', () => {
  test('past the tenth of a kind within a minute are counted in one row, and the next minute begins anew', async () => {
    await using world = await openWorld();
    const [alice, carol] = [await world.person('alice'), await world.person('carol')];
    const counts = async () =>
      (
        await rows(world, "select count from audit_entry where outcome = 'missing_scope' order by at, count")
      ).map(({ count }) => count);
    const ask = async () => refused(await world.ask(carol, 'bots create', { username: 'steve' }));
    for (let asked = 0; asked < 14; asked += 1) await ask();
    await world.ask(carol, 'bots delete', { username: 'steve' });
    expect(await counts()).toEqual([...Array.from({ length: 11 }, () => 1), 4]);
    world.clock.pass(60_000);
    await ask();
    expect(await counts()).toEqual([...Array.from({ length: 11 }, () => 1), 4, 1]);
    const outcome = await world.ask(alice, 'audit list', { outcome: 'missing_scope', limit: 100 });
    const outcomes =
      outcome.kind === 'done' ? outcome.document.table?.rows.map((row) => plain(row[4] ?? [])) : [];
    expect(outcomes?.filter((each) => each !== 'missing_scope')).toEqual(['missing_scope (4 times)']);
  });

  test('of many at once are counted exactly', async () => {
    await using world = await openWorld();
    const carol = await world.person('carol');
    await Promise.all(
      Array.from({ length: 40 }, async () => world.ask(carol, 'bots create', { username: 'steve' })),
    );
    expect(
      await rows(world, 'select sum(count)::int as sum, count(*)::int as rows from audit_entry'),
    ).toEqual([{ sum: 40, rows: 11 }]);
  });
});

describe('audit verify', () => {
  test('says how many rows hold, of which it has sealed those that were not', async () => {
    await using world = await openBusyWorld();
    const outcome = await world.ask(await world.person('alice'), 'audit verify');
    expect(said(outcome)).toBe(
      'All 3 rows of the audit log hold: none was changed, removed, inserted or moved.',
    );
    expect(await rows(world, 'select count(sequence)::int from audit_entry')).toEqual([{ count: 3 }]);
    // Itself is a row of the log, which the next one seals.
    expect(said(await world.ask(await world.person('alice'), 'audit verify'))).toMatch(/^All 4 rows/);
  });

  test('names the row that was changed, by its place, time and command', async () => {
    await using world = await openBusyWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'audit verify');
    await rows(world, "update audit_entry set actor_name = 'alice' where sequence = 2");
    const outcome = await world.ask(alice, 'audit verify');
    expect(said(outcome)).toBe(
      'The audit log was tampered with. Row 2 (21 Nov 2026, 23:14 CET, `bots create`) was changed. The row before it holds.',
    );
    expect(done(outcome)).toMatchObject({ holds: false, rows: 1, fault: { kind: 'changed', sequence: 2 } });
  });

  test('finds a log that was put back to an older state by what was kept elsewhere', async () => {
    await using world = await openBusyWorld();
    const alice = await world.person('alice');
    await world.ask(alice, 'audit verify');
    await rows(world, 'create table kept as select * from audit_head');
    world.clock.pass(1000);
    const keep = String(done(await world.ask(alice, 'audit verify'))['keep']);
    expect(keep).toMatch(/^4:[0-9a-f]{32}$/);
    expect(done(await world.ask(alice, 'audit verify', { kept: keep }))).toMatchObject({ holds: true });
    await rows(world, 'delete from audit_entry where sequence is null or sequence > 3');
    await rows(world, 'delete from audit_head; insert into audit_head select * from kept');
    expect(done(await world.ask(alice, 'audit verify', { kept: keep }))).toMatchObject({
      fault: { kind: 'cut', sequence: 4 },
    });
    // With another row in its place.
    expect(done(await world.ask(alice, 'audit verify', { kept: keep }))).toMatchObject({
      fault: { kind: 'forged', sequence: 4, command: 'audit verify' },
    });
    expect(refused(await world.ask(alice, 'audit verify', { kept: '4:x' })).sentence).toMatch(
      /^`4:x` is not what/,
    );
  });

  test('says when there is nothing yet, and looks at no other organization', async () => {
    await using world = await openBusyWorld();
    const stranger = await world.person('alice', 'T0OTHER');
    expect(said(await world.ask(stranger, 'audit verify'))).toBe('There is nothing in the audit log yet.');
    expect(await rows(world, 'select count(sequence)::int from audit_entry')).toEqual([{ count: 0 }]);
  });
});
