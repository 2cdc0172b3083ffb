import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cluster, environment } from './cluster.ts';

/** A running Postgres: the process that owns a cluster, and the port it listens on at 127.0.0.1. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** What it takes to start one. */
export interface PostmasterOptions {
  cluster: Cluster;
  postgres: string;
  logFile: string;
  settings: Readonly<Record<string, string>>;
}

interface LockFile extends Postmaster {
  status: string;
}

const patience = 60_000;

// What goes away by trying again: another starter won, orphans of a killed Postgres are still leaving, the port that
// was free a moment ago is taken.
const passing = /lock file ".*" already exists|still in use|could not bind|could not create any TCP/;

/** Starts Postgres on a cluster, or adopts the one that is already running on it, and waits until it is ready. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const { folder } = options.cluster;
  const deadline = performance.now() + patience;
  while (performance.now() < deadline) {
    const lock = await readLockFile(folder);
    if (lock && (await isRunning(lock, folder))) {
      if (lock.status === 'ready') return lock;
      await sleep(10);
      continue;
    }
    const from = await sizeOf(options.logFile);
    const child = await launch(options, lock?.pid);
    const started = await whenReady(child, folder, deadline);
    if (started) return started;
    const complaint = await readFrom(options.logFile, from);
    if (!passing.test(complaint)) throw new Error(explain(complaint, options));
    await sleep(50);
  }
  throw new Error(
    `Postgres is still starting in ${folder}, perhaps recovering: see ${options.logFile} and try again.`,
  );
}

/** Stops Postgres and waits until it is gone. Open connections are ended, transactions rolled back. */
export async function stopPostmaster(postmaster: Postmaster, folder: string): Promise<void> {
  // A fast shutdown writes a checkpoint; where that takes too long, the immediate one recovers at the next start.
  for (const [signal, limit] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!(await isRunning(postmaster, folder))) return;
    process.kill(postmaster.pid, signal);
    const deadline = performance.now() + limit;
    while (performance.now() < deadline && (await isRunning(postmaster, folder))) await sleep(5);
  }
}

/** What postmaster.pid says: the process in line 1, its port in line 4, how it is in line 8. */
export async function readLockFile(folder: string): Promise<LockFile | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!pid) return undefined;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}

/**
 * Whether this is a live Postgres of this folder. A process id alone proves nothing: after a crash it may be a zombie's
 * (which has an empty command line) or, after a reboot, a stranger's.
 */
export async function isRunning({ pid }: Postmaster, folder: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(folder);
}

// Detached, so that Ctrl-C in the terminal reaches Botmint alone, which drains before it stops Postgres. A log file
// rather than a pipe, because Postgres outlives a Botmint that is killed.
async function launch(options: PostmasterOptions, stalePid: number | undefined): Promise<ChildProcess> {
  const { cluster, postgres, logFile } = options;
  const settings = { ...options.settings, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const [program, ...args] = [
    ...cluster.runAs,
    postgres,
    '-D',
    cluster.folder,
    '-p',
    String(await freePort()),
  ];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  // Postgres refuses a lock file whose process id is in use, by whomever. We know that it is no Postgres of this
  // folder; named as a grandparent it is passed over, and the check for orphans that are still at work stays.
  const env = stalePid ? { ...environment, PG_GRANDPARENT_PID: String(stalePid) } : environment;
  await using log = await open(logFile, 'a', 0o600);
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log.fd, log.fd], env });
  child.unref();
  return child;
}

async function whenReady(
  child: ChildProcess,
  folder: string,
  deadline: number,
): Promise<Postmaster | undefined> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
    if (failure) throw failure;
    const lock = await readLockFile(folder);
    if (lock?.pid === child.pid && lock?.status === 'ready') return lock;
    await sleep(2);
  }
  return undefined;
}

async function freePort(): Promise<number> {
  await using server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No free port was given.');
  return address.port;
}

function explain(complaint: string, { cluster, logFile }: PostmasterOptions): string {
  const fatal = /(?:FATAL|PANIC):\s+(.+)/.exec(complaint)?.[1] ?? complaint.trim().split('\n').at(-1) ?? '';
  const reason = fatal.replace(/\.$/, '') || 'it gave no reason';
  return `Postgres did not start on ${cluster.folder}: ${reason}. See ${logFile}, or set DATA_DIR to another folder.`;
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function readFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file)).subarray(offset).toString();
}
