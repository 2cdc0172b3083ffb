import type { Stats } from 'node:fs';
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Random } from './core/ports.ts';
import { Secret } from './core/secret.ts';

/** How other commands find a running Botmint: `server.json`, mode 0600. */
const Running = z.object({ pid: z.int(), address: z.string() });

export type Running = z.output<typeof Running>;

/** Makes the data folder, for its owner alone. */
export async function makeDataFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new Error(`The folder ${folder} cannot be made: set DATA_DIR to one that can.`, { cause: error });
  });
  if (made) await chmod(folder, 0o700);
}

/** What seals stored secrets when SECRET_KEY is not set: 32 random bytes in `secret.key`, made the first time. */
export async function readSecretKey(folder: string, random: Random): Promise<Secret> {
  const path = join(folder, 'secret.key');
  const { mode } = await stat(path).catch(async () => makeSecretKey(path, random));
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others. Close it: chmod 600 ${path}`);
  const key = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new Error(`${path} is not a key. Restore it; without it, what it sealed is lost.`);
  }
  return new Secret(key);
}

/** Linked into place whole: of two that start at once the second reads the first one's, and no kill leaves half a key. */
async function makeSecretKey(path: string, random: Random): Promise<Stats> {
  const draft = `${path}.${Buffer.from(random.bytes(4)).toString('hex')}`;
  await writeFile(draft, Buffer.from(random.bytes(32)).toString('hex'), { mode: 0o600, flush: true });
  // Where there is one by now, that is the key; anything else fails in the reading.
  await link(draft, path).catch(() => undefined);
  await rm(draft);
  return stat(path);
}

/** Says that this process runs here, until it is disposed. */
export async function announce(folder: string, running: Running): Promise<AsyncDisposable> {
  const path = join(folder, 'server.json');
  const draft = `${path}.${running.pid}`;
  await writeFile(draft, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
  return {
    [Symbol.asyncDispose]: async () => {
      const now = await whoRuns(folder);
      if (now?.pid === running.pid) await rm(path, { force: true });
    },
  };
}

/** Who said last that it runs on this folder. It may be gone. */
export async function whoRuns(folder: string): Promise<Running | undefined> {
  const text = await readFile(join(folder, 'server.json'), 'utf8').catch(() => 'null');
  const parsed = Running.safeParse(JSON.parse(text || 'null'));
  return parsed.success ? parsed.data : undefined;
}
