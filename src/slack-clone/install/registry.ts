import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** What must be readable of an app, as if it had been copied from Slack's own settings page. */
export type AppSecrets = z.infer<typeof AppSecrets>;
const AppSecrets = z.object({
  signingSecret: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  /** With it the app opens a socket. */
  appToken: z.string().optional(),
});

/** What must be readable of a workspace. The database has only hashes of the tokens, and no signing secret. */
export type Entry = z.infer<typeof Entry>;
const Entry = z.object({
  botToken: z.string(),
  userToken: z.string(),
  signingSecret: z.string(),
  appId: z.string(),
  teamId: z.string(),
  /** With it apps are made and changed: `apps.manifest.*`. */
  configToken: z.string().optional(),
  /** App id -> its secrets: the workspace's own app, and all others. */
  apps: z.record(z.string(), AppSecrets).optional(),
});

/** Which entry of which file the secrets are in. */
export interface Place {
  cloneId: string;
  registryPath: string;
}

/** Clone id -> its entry. */
const Registry = z.record(z.string(), Entry);
type Registry = z.infer<typeof Registry>;

/** Undefined if the clone has none. @throws a sentence for a file that is too open or that is no registry */
export async function readEntry(path: string, cloneId: string): Promise<Entry | undefined> {
  return (await readRegistry(path))[cloneId];
}

/**
 * Leaves the other clones' entries as they are, and the file too if nothing changes. The caller sees to it that only
 * one writes at a time.
 */
export async function updateEntry(
  path: string,
  cloneId: string,
  change: (entry: Entry | undefined) => Entry,
): Promise<Entry> {
  const before = await readRegistry(path);
  const entry = change(before[cloneId]);
  if (isDeepStrictEqual(entry, before[cloneId])) return entry;
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify({ ...before, [cloneId]: entry }, null, 2)}\n`);
  return entry;
}

async function readRegistry(path: string): Promise<Registry> {
  if (!(await isPrivate(path))) return {};
  const parsed = Registry.safeParse(parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${path} cannot be read as a registry. Move it away and start again: new tokens will be made.`,
  );
}

/** False if there is none. Others may have read what is open to them, so a looser file is refused, not mended. */
async function isPrivate(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return false;
  if ((found.mode & 0o077) === 0) return true;
  throw new Error(`${path} holds tokens and others on this machine can read it. Run: chmod 600 ${path}`);
}

/** Whole or not at all, also when the power goes. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
