import { describe, expect, test } from 'vitest';
import { openIssuer } from '../../src/commands/issuer.ts';
import { sealKey } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/store/database.ts';
import { random } from '../../src/system.ts';
import { migratedDatabase } from '../database.ts';
import { issue, openWorld, rows, type World } from '../world.ts';

async function again(world: World, changes: { publicUrl?: string; key?: string } = {}) {
  const { database, clock } = world.deps;
  const key = sealKey(new Secret(changes.key ?? 'a key for tests'));
  return openIssuer({
    database,
    clock,
    random,
    sealKey: key,
    publicUrl: changes.publicUrl ?? 'http://botmint.test',
  });
}

describe('the issuer', () => {
  test('knows its tokens after a restart, and keeps its name when the address changes', async () => {
    await using world = await openWorld();
    const bob = await world.person('bob');
    await world.ask(bob, 'bots create', { username: 'steve' });
    const { token } = await issue(world, bob, 'steve');
    const restarted = await again(world, { publicUrl: 'https://elsewhere.test' });
    expect(await restarted.signed(token)).toBe(true);
    expect(await rows(world, 'select issuer from installation')).toEqual([{ issuer: 'http://botmint.test' }]);
  });

  test('says which key it wants when SECRET_KEY is another', async () => {
    await using world = await openWorld();
    await expect(again(world, { key: 'another' })).rejects.toThrow(
      /^sealed with key [0-9a-f]{8}, and SECRET_KEY is [0-9a-f]{8}: give the key it was sealed with$/,
    );
  });

  test('opened by eight processes at once has one key', async () => {
    await using migrated = await migratedDatabase();
    const log = { warn: () => undefined, error: () => undefined };
    await using database = openDatabase(migrated.url, log);
    const needs = {
      database,
      clock: { now: () => new Date(0), elapsed: () => 0 },
      random,
      publicUrl: 'http://b.test',
    };
    const key = sealKey(new Secret('k'));
    await Promise.all(Array.from({ length: 8 }, async () => openIssuer({ ...needs, sealKey: key })));
    expect(await database.across.selectFrom('signing_key').selectAll().execute()).toHaveLength(1);
  });

  test('keeps its private key sealed', async () => {
    await using world = await openWorld();
    const [key] = await rows(world, 'select private_jwk, public_jwk from signing_key');
    expect(key?.['private_jwk']).toMatch(/^[0-9a-f]{8}(\.[\w-]+){3}$/);
    expect(JSON.stringify(key?.['public_jwk'])).not.toContain('"d"');
  });
});
