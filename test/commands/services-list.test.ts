import { expect, test } from 'vitest';
import { plain } from '../../src/core/text.ts';
import { done, openWorld, refused, said } from '../world.ts';

async function withServices(count: number) {
  const world = await openWorld();
  const [alice, bob] = [await world.person('alice'), await world.person('bob')];
  for (let index = 0; index < count; index += 1) {
    const external_id = `acme-${String(index).padStart(2, '0')}`;
    done(await world.ask(alice, 'services add', { service_type: 'github', external_id }));
  }
  return Object.assign(world, { alice, bob });
}

test('services list has a row for each, with its label and how many bots are in it', async () => {
  await using world = await withServices(1);
  const { alice, bob } = world;
  await world.ask(alice, 'services add', {
    service_type: 'okta',
    external_id: 'acme.okta.com',
    label: 'Sign-in',
  });
  for (const username of ['ada', 'steve', 'gone']) {
    await world.ask(bob, 'bots create', { username });
    const identity = { username, service_type: 'github', external_id: 'acme-00', new_value: username };
    done(await world.ask(bob, 'bots update-identity', identity));
  }
  await world.ask(bob, 'bots delete', { username: 'gone' });
  const outcome = await world.ask(bob, 'services list');
  expect(said(outcome)).toBe('2 services.');
  if (outcome.kind !== 'done') throw new Error('refused');
  const { table } = outcome.document;
  expect(table?.columns).toEqual(['Service Type', 'External ID', 'Label', 'Bots']);
  expect(table?.rows.map((row) => row.map(plain))).toEqual([
    ['github', '`acme-00`', '', '2'],
    ['okta', '`acme.okta.com`', 'Sign-in', '0'],
  ]);
  expect(table?.lines).toBeUndefined();
});

test('services list lets an admin label each, and remove those that no bot is in', async () => {
  await using world = await withServices(2);
  const { alice, bob } = world;
  await world.ask(bob, 'bots create', { username: 'steve' });
  const identity = { username: 'steve', external_id: 'acme-01', new_value: 'octo' };
  done(await world.ask(bob, 'bots update-identity', identity));
  const outcome = await world.ask(alice, 'services list');
  if (outcome.kind !== 'done') throw new Error('refused');
  const { lines = [] } = outcome.document.table ?? {};
  expect(lines.map(({ text }) => plain(text))).toEqual([
    'GitHub · `acme-00` · 0 bots',
    'GitHub · `acme-01` · 1 bot',
  ]);
  expect(lines.map(({ buttons }) => buttons?.map(({ label }) => label))).toEqual([
    ['Label', 'Remove'],
    ['Label'],
  ]);
});

test('services list goes on page by page, while others come and go', async () => {
  await using world = await withServices(12);
  const { alice, bob } = world;
  const first = done(await world.ask(bob, 'services list'));
  expect(first['services']).toHaveLength(10);
  expect(first).toMatchObject({ total: 12, next_cursor: 'github:acme-09' });
  await world.ask(alice, 'services remove', { service_type: 'github', external_id: 'acme-09' });
  await world.ask(alice, 'services add', { service_type: 'aptible', external_id: 'early' });
  const { services, next_cursor: end } = done(
    await world.ask(bob, 'services list', { cursor: first['next_cursor'] }),
  );
  expect(services).toMatchObject([{ external_id: 'acme-10' }, { external_id: 'acme-11' }]);
  expect(end).toBe(null);
  for (const cursor of ['nothing', 'github:', 'github:a\u0000'])
    expect(refused(await world.ask(bob, 'services list', { cursor })).code).toBe('invalid_input');
});

test('services list without any tells who makes the first', async () => {
  await using world = await withServices(0);
  expect(said(await world.ask(world.alice, 'services list'))).toBe(
    'No services yet. Register the first: `services add github acme`',
  );
  expect(said(await world.ask(world.bob, 'services list'))).toBe(
    'No services yet. An admin registers the first: `services add github acme`',
  );
});
