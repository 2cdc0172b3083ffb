import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { plain } from '../../src/core/text.ts';
import { done, issue, openWorld, rows, said } from '../world.ts';

async function withSteve() {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  await world.ask(bob, 'bots create', { username: 'steve' });
  return Object.assign(world, { alice, bob });
}

const Page = z.object({ tokens: z.array(z.object({ id: z.string() })) });

async function withMany() {
  const world = await withSteve();
  const { alice, bob } = world;
  const named: Record<string, string> = {};
  const make = async (name: string, who = bob, input: Record<string, unknown> = {}) => {
    named[(await issue(world, who, 'steve', { label: name, ...input })).id] = name;
  };
  await make('soon', bob, { expiry: '5d' });
  await make('by alice', alice, { scopes: 'organization:act' });
  await make('gone', bob, { expiry: '1h' });
  await make('ended');
  await make('frozen');
  const idOf = (name: string) => Object.keys(named).find((id) => named[id] === name);
  await world.ask(bob, 'tokens revoke', { id: idOf('ended') });
  await world.ask(bob, 'tokens freeze', { id: idOf('frozen') });
  await rows(
    world,
    `update token set created_at = created_at - interval '100 days', last_used_at = case label when 'soon' then created_at end`,
  );
  world.clock.pass(3_600_000);
  const list = async (input: Record<string, unknown>) => {
    const outcome = await world.ask(bob, 'tokens list', input);
    const { tokens } = Page.parse(done(outcome));
    return tokens.map(({ id }) => named[id] ?? '').toSorted((one, other) => one.localeCompare(other));
  };
  return Object.assign(world, { list });
}

describe('tokens list shows those that are asked for', () => {
  test('by state, label, end, last use and maker', async () => {
    await using world = await withMany();
    const { list } = world;
    expect(await list({})).toEqual(['by alice', 'frozen', 'soon']);
    expect(await list({ all: 'true' })).toEqual(['by alice', 'ended', 'frozen', 'gone', 'soon']);
    expect(await list({ state: 'all' })).toEqual(['by alice', 'ended', 'frozen', 'gone', 'soon']);
    expect(await list({ state: 'active' })).toEqual(['by alice', 'soon']);
    expect(await list({ state: 'expired' })).toEqual(['gone']);
    expect(await list({ state: 'revoked' })).toEqual(['ended']);
    expect(await list({ state: 'frozen' })).toEqual(['frozen']);
    expect(await list({ label: 'SOO' })).toEqual(['soon']);
    expect(await list({ expires: '7d' })).toEqual(['soon']);
    expect(await list({ unused: '90d' })).toEqual(['by alice', 'frozen']);
    expect(await list({ created_by: '@Alice' })).toEqual(['by alice']);
    expect(await list({ created_by: 'alice', state: 'frozen' })).toEqual([]);
  });

  test('and tells the state where not all are active, and who acts on every bot', async () => {
    await using world = await withMany();
    const outcome = await world.ask(world.bob, 'tokens list', { all: true });
    const table = outcome.kind === 'done' ? outcome.document.table : undefined;
    expect(table?.columns.at(-1)).toBe('State');
    const cells = table?.rows.map((row) => row.slice(-2).map(plain));
    expect(cells).toEqual(
      expect.arrayContaining([
        ['by alice · acts on every bot', 'active'],
        ['ended', 'revoked'],
        ['gone', 'expired'],
        ['frozen', 'frozen'],
      ]),
    );
    const lines = table?.lines?.map(({ text, buttons = [] }) => [
      plain(text).split(' · ')[2],
      buttons.map(({ label }) => label),
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        ['soon', ['Rotate', 'Revoke']],
        ['frozen', ['Unfreeze', 'Revoke']],
        ['ended', []],
        ['gone', []],
      ]),
    );
  });

  test('with no buttons for whom they are not', async () => {
    await using world = await withMany();
    const carol = await world.person('carol');
    const outcome = await world.ask(carol, 'tokens list');
    const lines = outcome.kind === 'done' ? outcome.document.table?.lines : undefined;
    expect(lines?.filter(({ buttons }) => buttons)).toEqual([]);
  });

  test('and says where there is none', async () => {
    await using world = await withMany();
    expect(said(await world.ask(world.bob, 'tokens list', { expires: '1m' }))).toBe(
      'There is no such token. All there are: `tokens list --all`',
    );
  });

  test('and More asks for the same again', async () => {
    await using world = await withMany();
    const asked = {
      username: 'steve',
      all: 'true',
      expires: '30d',
      created_by: 'bob',
      sort: 'expires',
      limit: 1,
    };
    const outcome = await world.ask(world.bob, 'tokens list', asked);
    const [more] = outcome.kind === 'done' ? (outcome.document.buttons ?? []) : [];
    const { cursor, ...filter } = more?.input ?? {};
    expect(filter).toEqual({
      username: 'steve',
      all: 'true',
      expires: '2592000s',
      created_by: 'bob',
      sort: 'expires',
    });
    expect(done(await world.ask(world.bob, 'tokens list', { ...filter, cursor, limit: 1 }))).toMatchObject({
      tokens: [{ label: 'soon' }],
    });
  });
});
