import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataFolder, readSecretKey } from '../src/data-folder.ts';
import { random } from '../src/system.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botmint-data-'));
});

afterEach(async () => rm(folder, { recursive: true }));

describe('the data folder', () => {
  test('is refused where it cannot be one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(makeDataFolder(file)).rejects.toThrow(
      `The folder ${file} cannot be made: set DATA_DIR to one that can.`,
    );
  });
});

describe('the key in the data folder', () => {
  test('is made once, whole, for its owner alone, however many start at once', async () => {
    const read = await Promise.all(Array.from({ length: 20 }, () => readSecretKey(folder, random)));
    const again = await readSecretKey(folder, random);
    expect(new Set([...read, again].map((key) => key.reveal())).size).toBe(1);
    expect(again.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(await readdir(folder)).toEqual(['secret.key']);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
  });

  test('is refused when others can read it, or when it is none', async () => {
    const path = join(folder, 'secret.key');
    await writeFile(path, 'half a key', { mode: 0o600 });
    await expect(readSecretKey(folder, random)).rejects.toThrow(`${path} is not a key. Restore it;`);
    await chmod(path, 0o644);
    await expect(readSecretKey(folder, random)).rejects.toThrow(`Close it: chmod 600 ${path}`);
  });
});
