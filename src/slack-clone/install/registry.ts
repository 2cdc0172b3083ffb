import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CloneError } from '../clone-error.ts';

/** What a spun workspace is to be, whether it runs or not. The built-in one has none of this. */
export type Spun = z.infer<typeof Spun>;
const Spun = z.object({
  template: z.literal('slack'),
  mode: z.enum(['api', 'full']),
  name: z.string(),
  port: z.int(),
  /** Whether Slack's rate tiers hold. */
  tiers: z.literal(true).exactOptional(),
  /** What the next start makes of it. Of one that is `destroyed`, what is left is removed. */
  wanted: z.enum(['running', 'stopped', 'destroyed']),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

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
  /** The fixture that was asked for last, which a reset brings back. */
  seed: z.string().exactOptional(),
  spun: Spun.exactOptional(),
});

/** Which entry of which file the secrets are in. */
export interface Place {
  cloneId: string;
  registryPath: string;
  /** Whether one without an entry is gone. Any other is given a new one. */
  isSpun?: boolean;
}

/** Clone id -> its entry. */
const Registry = z.record(z.string(), Entry);
export type Registry = z.infer<typeof Registry>;

/** Undefined if the clone has none. @throws CloneError for a file that is too open or that is no registry */
export async function readEntry(path: string, cloneId: string): Promise<Entry | undefined> {
  return (await readRegistry(path))[cloneId];
}

/** All entries. @throws as `readEntry` */
export async function readRegistry(path: string): Promise<Registry> {
  if (!(await isPrivate(path))) return {};
  const parsed = Registry.safeParse(parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new CloneError(
    'REGISTRY_CORRUPT',
    `${path} cannot be read as a registry. Move it away and start again: new tokens will be made.`,
  );
}

/** Makes the clone's entry what this makes of the one before, and answers it. Other entries stay as they are, and the file if nothing changes. */
export async function updateEntry(
  path: string,
  cloneId: string,
  change: (before: Entry | undefined) => Entry,
): Promise<Entry> {
  return inTurn(path, async () => {
    const registry = await readRegistry(path);
    const entry = change(registry[cloneId]);
    if (isDeepStrictEqual(entry, registry[cloneId])) return entry;
    await writeRegistry(path, { ...registry, [cloneId]: entry });
    return entry;
  });
}

/** @throws for a workspace that was removed meanwhile: tokens that nobody sees are not to be made for it. */
export function refuseGone({ cloneId, isSpun }: Place, found: Entry | undefined): void {
  if (isSpun === true && !found) throw new Error(`${cloneId} was removed.`);
}

/** Removing what is not there changes nothing. */
export async function removeEntry(path: string, cloneId: string): Promise<void> {
  await inTurn(path, async () => {
    const { [cloneId]: _removed, ...others } = await readRegistry(path);
    await writeRegistry(path, others);
  });
}

const lastOf = new Map<string, Promise<unknown>>();

/** Who reads a registry to write it waits for those before. One process at a time has a data folder. */
async function inTurn<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const mine = (lastOf.get(path) ?? Promise.resolve()).then(work);
  lastOf.set(
    path,
    mine.catch(() => undefined),
  );
  return mine;
}

/** False if there is none. Others may have read what is open to them, so a looser file is refused, not mended. */
async function isPrivate(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return false;
  if ((found.mode & 0o077) === 0) return true;
  throw new CloneError(
    'REGISTRY_CORRUPT',
    `${path} holds tokens and others on this machine can read it. Run: chmod 600 ${path}`,
  );
}

async function writeRegistry(path: string, registry: Registry): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify(registry, null, 2)}\n`);
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
