import { describe, expect, test } from 'vitest';
import { writeCursor } from '../../src/commands/cursor.ts';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, refused, rows, said } from '../world.ts';
import { deactivate, linesOf, make, named, page, services } from './listing.ts';

describe('bots list', () => {
  test("shows Sym's columns in their order, then owner and state, in the reader's own zone", async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await make(world, bob, 'steve');
    await make(world, alice, 'ada');
    await issue(world, bob, 'steve');
    const outcome = await world.ask(alice, 'bots list');
    expect(said(outcome)).toBe('2 bots.');
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns).toEqual(['Username', 'Token Count', 'Created At', 'Owner', 'State']);
    expect(table?.rows.map((cells) => cells.map(plain))).toEqual([
      ['ada', '0', '2026-11-21 22:14:00 CET', 'alice', 'active'],
      ['steve', '1', '2026-11-21 22:14:00 CET', 'bob', 'active'],
    ]);
  });

  test('has a column for each service in which any bot has a name, on every page', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'ada', 'steve');
    await services(world, ['github', 'acme'], ['slack', 'T0LOCAL'], ['google', 'unused.test']);
    await named(world, 'steve', 'github', 'steve-bot');
    await named(world, 'ada', 'slack', 'U0ADA');
    const outcome = await world.ask(bob, 'bots list', { limit: 1 });
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns.slice(5)).toEqual(['github:acme', 'slack:T0LOCAL']);
    expect(table?.rows.map((cells) => cells.slice(5).map(plain))).toEqual([['', 'U0ADA']]);
    expect(done(await world.ask(bob, 'bots list'))).toMatchObject({
      bots: [{ identities: { 'slack:T0LOCAL': 'U0ADA' } }, { identities: { 'github:acme': 'steve-bot' } }],
      services: ['github:acme', 'slack:T0LOCAL'],
    });
  });

  test('shows as many services as a table takes, and says that there are more', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'steve');
    const many = Array.from({ length: 17 }, (_none, index): [string, string] => ['custom', `c${index + 10}`]);
    await services(world, ...many);
    await named(world, 'steve', 'custom', 'x');
    const outcome = await world.ask(bob, 'bots list');
    if (outcome.kind !== 'done') throw new Error('refused');
    expect(outcome.document.table?.columns).toHaveLength(20);
    expect(plain(outcome.document.note ?? [])).toBe('2 more services: `bots show` has them.');
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

  test('counts no token past the grace of its rotation, and none that is used up', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'steve');
    for (let count = 0; count < 3; count += 1) await issue(world, bob, 'steve');
    const [past, used] = await rows(world, 'select id from token order by id');
    const at = world.clock.now().toISOString();
    await rows(
      world,
      `update token set superseded_at = '${at}', grace_ends_at = '${at}' where id = '${String(past?.['id'])}'`,
    );
    await rows(world, `update token set use_limit = 5, uses_left = 0 where id = '${String(used?.['id'])}'`);
    expect(done(await world.ask(bob, 'bots list'))).toMatchObject({ bots: [{ token_count: 1 }] });
  });

  test('says how to make the first', async () => {
    await using world = await openWorld();
    const carol = await world.person('carol');
    expect(said(await world.ask(carol, 'bots list'))).toBe(
      'No bots yet. Make the first: `bots create steve`',
    );
  });

  test('has a button for each bot that one may act on, and none for the others', async () => {
    await using world = await openWorld();
    const [alice, bob, carol] = [
      await world.person('alice'),
      await world.person('bob'),
      await world.person('carol'),
    ];
    await make(world, alice, 'ada');
    await make(world, bob, 'steve');
    expect(linesOf(await world.ask(bob, 'bots list'))).toEqual([
      ['ada · alice · 0 tokens · active', undefined],
      ['steve · bob · 0 tokens · active', 'steve'],
    ]);
    expect(linesOf(await world.ask(alice, 'bots list')).map(([, button]) => button)).toEqual([
      'ada',
      'steve',
    ]);
    expect(linesOf(await world.ask(carol, 'bots list')).map(([, button]) => button)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('shows ten, says of how many, and More goes on with what was asked', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, ...Array.from({ length: 11 }, (_none, index) => `bot-${index + 10}`));
    await make(world, bob, 'other');
    const outcome = await world.ask(bob, 'bots list', { like: 'bot', desc: 'true', owner: '@bob' });
    expect(said(outcome)).toBe('11 bots that fit, 10 of them here.');
    const [more] = (outcome.kind === 'done' && outcome.document.buttons) || [];
    expect(more).toMatchObject({
      label: 'More',
      command: 'bots list',
      input: { like: 'bot', desc: 'true', owner: '<@U0BOB>' },
    });
    const rest = await world.ask(bob, 'bots list', more?.input);
    expect(said(rest)).toBe('11 bots that fit, 1 of them here.');
    expect(done(rest)).toMatchObject({ bots: [{ username: 'bot-10' }], next_cursor: null });
  });

  test('refuses a page that cannot be', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await make(world, bob, 'b1', 'b2');
    const { next_cursor: cursor } = await page(world, bob, { limit: 1 });
    const id = '00000000-0000-0000-0000-000000000000';
    const gone = 'This page is not there any more. `bots list` begins anew.';
    const limit = 'Limit is not right. A number of rows, 1 to 100; 10 unless said.';
    const expected: [input: Record<string, unknown>, sentence: string][] = [
      [{ cursor: "x'; --" }, gone],
      [{ cursor: 'x\u0000' }, gone],
      [{ cursor, sort: 'tokens' }, gone],
      [{ cursor: writeCursor(['username', 'x\u0000', id, 0]) }, gone],
      [{ cursor: writeCursor(['username', 'x', 'no id', 0]) }, gone],
      [{ cursor: writeCursor(['created', 9e15, id, 0]), sort: 'created' }, gone],
      [{ cursor: writeCursor(['tokens', 9e9, id, 0]), sort: 'tokens' }, gone],
      [{ limit: 0 }, limit],
      [{ limit: 101 }, limit],
      [{ limit: 'many' }, limit],
      [{ state: 'gone' }, 'State is one of all, active, disabled.'],
      [{ all: 'perhaps' }, 'All is not right. Deleted ones as well.'],
      [{ like: 'x\u0000' }, 'Like is not right. Those with this in their username or display name.'],
    ];
    for (const [input, sentence] of expected)
      expect(refused(await world.ask(bob, 'bots list', input))).toEqual({ code: 'invalid_input', sentence });
    expect(world.logged).toEqual([]);
  });
});

describe('bots list shows those that fit', () => {
  test('by owner, state, service, a part of the name, and those whose owner is gone', async () => {
    await using world = await openWorld();
    const [alice, bob] = [await world.person('alice'), await world.person('bob')];
    await make(world, alice, 'ada', 'api');
    await make(world, bob, 'ben', 'bot');
    await world.ask(bob, 'bots update', { username: 'bot', display_name: 'The API bot' });
    await world.ask(alice, 'bots disable', { username: 'ada' });
    await world.ask(bob, 'bots delete', { username: 'ben' });
    await services(world, ['github', 'acme'], ['github', 'other']);
    await named(world, 'api', 'github', 'x', 'acme');
    await named(world, 'bot', 'github', 'y', 'other');
    const expected: [input: Record<string, unknown>, names: string[]][] = [
      [{ owner: '@alice' }, ['ada', 'api']],
      [{ owner: '<@U0BOB>' }, ['bot']],
      [{ state: 'disabled' }, ['ada']],
      [{ state: 'active' }, ['api', 'bot']],
      [{ service: 'GitHub' }, ['api', 'bot']],
      [{ service: 'github:other' }, ['bot']],
      [{ service: 'slack' }, []],
      [{ like: 'API' }, ['api', 'bot']],
      [{ like: '%' }, []],
      [{ all: true }, ['ada', 'api', 'ben', 'bot']],
      [{ orphaned: true }, []],
    ];
    for (const [input, names] of expected) {
      const found = await page(world, alice, input);
      expect([input, found.names, found.total]).toEqual([input, names, names.length]);
    }
    await deactivate(world, 'bob');
    const orphaned = await world.ask(alice, 'bots list', { orphaned: '' });
    expect(said(orphaned)).toBe('1 bot that fits.');
    expect(linesOf(orphaned)).toEqual([
      ['bot · bob · 0 tokens · active, orphaned · `github:other` y', 'bot'],
    ]);
    expect(await page(world, alice, { owner: '@bob' })).toMatchObject({ names: ['bot'] });
    expect(said(await world.ask(alice, 'bots list', { like: 'zzz' }))).toBe(
      'No bot fits. `bots list` shows them all.',
    );
  });
});
