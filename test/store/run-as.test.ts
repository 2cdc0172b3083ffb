import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBinaries } from '../../src/store/binaries.ts';
import { chooseRunAs } from '../../src/store/run-as.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botmint-run-as-'));
});

afterEach(async () => rm(folder, { recursive: true }));

async function choose(): Promise<readonly string[]> {
  const { initdb } = await findBinaries();
  return chooseRunAs(join(folder, 'postgres'), initdb);
}

async function makeClusterOf(uid: number): Promise<void> {
  await mkdir(join(folder, 'postgres'));
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '18\n');
  await chown(join(folder, 'postgres', 'PG_VERSION'), uid, uid);
}

// Who is not root runs Postgres as themselves, which every other test of it shows.
describe.runIf(getuid?.() === 0)('root runs Postgres', () => {
  test('as nobody, in a namespace where the files are its own', async () => {
    expect(await choose()).toContain('unshare');
  });

  test('as nobody who passes through closed folders, where the folder is another user’s', async () => {
    await chown(folder, 1000, 1000);
    expect(await choose()).toContain('--reuid=65534');
  });

  test('as the owner of the cluster that is there', async () => {
    await makeClusterOf(1000);
    expect(await choose()).toContain('--reuid=1000');
  });
});
