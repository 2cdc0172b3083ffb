import {
  access,
  constants,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Random } from './core/ports.ts';
import { Secret } from './core/secret.ts';

/** How other commands find a running Botmint: `server.json`, mode 0600. */
const Running = z.object({ pid: z.int(), address: z.string(), control: z.string().optional() });

export type Running = z.output<typeof Running>;

/** Makes the data folder, for its owner alone. @throws Error with a sentence where it cannot be one. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    await make(folder);
    await readdir(folder);
  } catch (error) {
    throw new Error(`The folder ${folder} cannot be made: set DATA_DIR to one that can.`, { cause: error });
  }
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new Error(`The folder ${folder} is not yours to write in: set DATA_DIR to one that is.`, {
      cause: error,
    });
  });
}

/** As `mkdir -p`. Node's own never ends where a folder is refused with ENOENT, as in /proc. */
async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await make(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

/** What seals stored secrets when SECRET_KEY is not set: 32 random bytes in `secret.key`, made the first time. */
export async function readSecretKey(folder: string, random: Random): Promise<Secret> {
  const path = join(folder, 'secret.key');
  await access(path).catch(() => makeSecretKey(path, random));
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others. Close it: chmod 600 ${path}`);
  const key = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new Error(`${path} is not a key. Restore it; without it, what it sealed is lost.`);
  }
  return new Secret(key);
}

/** Of two processes that start at once, one makes the file and the other reads it, and never half of it. */
async function makeSecretKey(path: string, random: Random): Promise<void> {
  const draft = `${path}.${Buffer.from(random.bytes(8)).toString('hex')}`;
  await writeFile(draft, Buffer.from(random.bytes(32)).toString('hex'), { mode: 0o600, flush: true });
  await link(draft, path).catch(refuseUnlessThere);
  await rm(draft);
}

function refuseUnlessThere(error: unknown): void {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
  throw error;
}

/** Says that this process runs here, and by what its operator is known, until it is disposed. */
export async function announce(
  folder: string,
  { control, ...where }: Omit<Running, 'control'> & { control: Secret },
): Promise<AsyncDisposable> {
  const running: Running = { ...where, control: control.reveal() };
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
  const parsed = Running.safeParse(parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** A file that was cut short, by a full disk or a power cut, says nothing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
