import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeDataFolder } from '../src/data-folder.ts';

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
