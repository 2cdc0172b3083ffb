import { execFile } from 'node:child_process';
import { access, link, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { promisify } from 'node:util';
import { chooseRunAs, type RunAs } from './run-as.ts';
import { codeOf } from './system-error.ts';

/** A place on disk where Postgres keeps everything, and what it takes to run it and to get in. */
export interface Cluster {
  folder: string;
  runAs: RunAs;
  superuserPassword: string;
  applicationPassword: string;
}

interface Options {
  folder: string;
  initdb: string;
  random: { bytes: (count: number) => Uint8Array };
  log: (line: string) => void;
}

/** What Postgres programs see of the environment: no secret of ours, no locale or PG* variable of the person's. */
export const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' };

/** The cluster of a data folder, made when there is none. Safe to be interrupted, and to be called twice at once. */
export async function prepareCluster({ folder, initdb, random, log }: Options): Promise<Cluster> {
  const cluster = join(folder, 'postgres');
  const passwordFile = join(folder, 'postgres.password');
  const runAs = await chooseRunAs(cluster, initdb);
  const exists = await isThere(join(cluster, 'PG_VERSION'));
  if (!exists) {
    log(`Creating a database in ${cluster}.`);
    await choosePasswords(passwordFile, random);
    await initialise({ cluster, passwordFile, runAs, initdb });
  }
  await removeAbandonedDrafts(folder);
  const [superuserPassword, applicationPassword] = await readPasswords(passwordFile, cluster);
  return { folder: cluster, runAs, superuserPassword, applicationPassword };
}

// Line 1 is the superuser's, because initdb reads the first line of the file that it is given; line 2 is the
// application's. Linked into place whole, so whoever comes second reads the passwords of whoever came first.
async function choosePasswords(passwordFile: string, random: Options['random']): Promise<void> {
  const draft = `${passwordFile}.draft-${pid}`;
  const lines = [random.bytes(24), random.bytes(24)].map((bytes) => Buffer.from(bytes).toString('hex'));
  await rm(draft, { force: true });
  await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600, flush: true });
  await link(draft, passwordFile).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await unlink(draft);
}

async function readPasswords(passwordFile: string, cluster: string): Promise<[string, string]> {
  const text = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return '';
  });
  const [superuser, application] = text.split('\n');
  if (!superuser || !application) {
    throw new Error(
      `The passwords of the database are gone from ${passwordFile}: put that file back, or move ${cluster} away to start empty.`,
    );
  }
  return [superuser, application];
}

// initdb works in a draft which is renamed when it is whole, so a half-made cluster is never mistaken for one.
// TZ in the environment spares it a search through all time zones.
async function initialise(options: { cluster: string; passwordFile: string; runAs: RunAs; initdb: string }) {
  const draft = `${options.cluster}.draft-${pid}`;
  await rm(draft, { recursive: true, force: true });
  const [program, ...args] = [
    ...options.runAs,
    options.initdb,
    `--pgdata=${draft}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${options.passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(program, args, { env: environment });
    await rename(draft, options.cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return;
    throw new Error(
      `No database could be made in ${options.cluster}: ${reason(error)}. Set DATA_DIR to another folder.`,
      {
        cause: error,
      },
    );
  }
}

// What cannot be removed now, because an orphaned initdb is still writing into it, goes at the next start.
async function removeAbandonedDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = /^postgres(?:\.password)?\.draft-(\d+)$/.exec(name)?.[1];
    if (owner && !(await isThere(`/proc/${owner}`))) {
      await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

// initdb says what is wrong in a line of its own that starts with its name.
function reason(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const line = /^(?:initdb: error|unshare|setpriv): (.+)$/m.exec(text)?.[1] ?? String(error);
  return line.replace(/\.$/, '');
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
