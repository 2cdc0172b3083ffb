import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../src/core/secret.ts';
import { announce, makeDataFolder, readSecretKey, whoRuns } from '../src/data-folder.ts';
import { random } from '../src/system.ts';

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'botmint-folder-'));
  folder = join(parent, 'data');
});

const serverJson = (): string => join(folder, 'server.json');

afterEach(() => rm(parent, { recursive: true }));

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe('the data folder', () => {
  test('is made for its owner alone', async () => {
    await makeDataFolder(folder);
    expect(await modeOf(folder)).toBe('700');
    await makeDataFolder(folder);
  });

  test('that is there already is left as it is', async () => {
    await mkdir(folder, { mode: 0o750 });
    await makeDataFolder(folder);
    expect(await modeOf(folder)).toBe('750');
  });

  test('that cannot be made is a sentence that names the variable', async () => {
    await writeFile(folder, 'a file');
    await expect(makeDataFolder(folder)).rejects.toThrow(
      `The folder ${folder} cannot be made: set DATA_DIR to one that can.`,
    );
    await expect(makeDataFolder('/proc/botmint/data')).rejects.toThrow('set DATA_DIR to one that can.');
  });
});

describe('the key in it', () => {
  beforeEach(() => makeDataFolder(folder));

  test('is made the first time, for its owner alone, and read from then on', async () => {
    const key = await readSecretKey(folder, random);
    expect(key.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(await modeOf(join(folder, 'secret.key'))).toBe('600');
    expect((await readSecretKey(folder, random)).reveal()).toBe(key.reveal());
  });

  test('is one, however many start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => readSecretKey(folder, random)));
    expect(new Set(keys.map((key) => key.reveal())).size).toBe(1);
  });

  test('that others can read is refused, with what to do', async () => {
    await readSecretKey(folder, random);
    const path = join(folder, 'secret.key');
    for (const mode of [0o640, 0o604, 0o666]) {
      await chmod(path, mode);
      await expect(readSecretKey(folder, random)).rejects.toThrow(
        `${path} can be read by others. Close it: chmod 600 ${path}`,
      );
    }
  });

  test.each(['', 'not a key', 'ab'.repeat(31)])('that is no key is not written over: %j', async (text) => {
    const path = join(folder, 'secret.key');
    await writeFile(path, text, { mode: 0o600 });
    await expect(readSecretKey(folder, random)).rejects.toThrow(`${path} is not a key. Restore it;`);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});

describe('who runs', () => {
  beforeEach(() => makeDataFolder(folder));
  const control = 'known by this';
  const here = { pid: process.pid, address: 'http://127.0.0.1:3000', control };
  const announcing = async (running: typeof here) =>
    announce(folder, { ...running, control: new Secret(running.control) });

  test('is said in a file for its owner alone, as long as it runs', async () => {
    expect(await whoRuns(folder)).toBe(undefined);
    const announced = await announcing(here);
    expect(await whoRuns(folder)).toEqual(here);
    expect(await modeOf(serverJson())).toBe('600');
    await announced[Symbol.asyncDispose]();
    expect(await whoRuns(folder)).toBe(undefined);
    await expect(stat(serverJson())).rejects.toThrow('ENOENT');
  });

  test('is not forgotten by another who stops', async () => {
    const announced = await announcing(here);
    const other = { pid: 1, address: 'http://127.0.0.1:4000', control };
    await announcing(other);
    await announced[Symbol.asyncDispose]();
    expect(await whoRuns(folder)).toEqual(other);
  });

  test.each(['', '{', '{"pid": 1', '[]', '{"pid":"x"}', 'null'])(
    'is nobody if the file is broken: %j',
    async (text) => {
      await writeFile(serverJson(), text);
      expect(await whoRuns(folder)).toBe(undefined);
      await using announced = await announcing(here);
      expect(await whoRuns(folder)).toEqual(here);
      expect(announced).toBeDefined();
    },
  );
});
