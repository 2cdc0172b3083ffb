import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

/** What must be readable of an installed app. The database has only hashes of the tokens, and no signing secret. */
export type Entry = z.infer<typeof Entry>;
const Entry = z.object({
  botToken: z.string(),
  userToken: z.string(),
  signingSecret: z.string(),
  appId: z.string(),
  teamId: z.string(),
});

/** Clone id -> its entry. */
const Registry = z.record(z.string(), Entry);
type Registry = z.infer<typeof Registry>;

/** Undefined if the clone has none. @throws a sentence for a file that is too open or that is no registry */
export async function readEntry(path: string, cloneId: string): Promise<Entry | undefined> {
  return (await readRegistry(path))[cloneId];
}

/** Leaves the other clones' entries as they are. The caller sees to it that only one writes at a time. */
export async function writeEntry(path: string, cloneId: string, entry: Entry): Promise<void> {
  const registry = { ...(await readRegistry(path)), [cloneId]: entry };
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify(registry, null, 2)}\n`);
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
