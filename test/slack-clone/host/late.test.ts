import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Host } from '../../../src/slack-clone/host/host.ts';
import { freshDatabase } from '../../database.ts';
import { ask } from '../rows.ts';
import { groundIn } from './ground.ts';

test('a clone that is not ready in time leaves no schema and no token behind', async () => {
  await using database = await freshDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'botmint-late-'));
  const ground = groundIn(database.url, folder, () => undefined);
  await using host = await Host.open({ ...ground, patienceMs: 20 });
  const spinning = host.spin({ mode: 'api', name: undefined, port: undefined, seed: 'small' });
  await expect(spinning).rejects.toMatchObject({ code: 'HEALTH_TIMEOUT' });
  expect(host.list()).toEqual([]);
  // Time for whatever would still go on.
  await sleep(1500);
  const left = `select nspname from pg_namespace where nspname like 'clone%'`;
  expect(await ask(database.url, left)).toEqual([]);
  expect(JSON.parse(await readFile(ground.registryPath, 'utf8'))).toEqual({});
  await rm(folder, { recursive: true });
});
