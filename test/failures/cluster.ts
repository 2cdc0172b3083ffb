import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Embedded, openEmbedded } from '../../src/store/embedded.ts';
import { makeDataFolder } from '../../src/data-folder.ts';
import { migrate } from '../../src/store/migrate.ts';
import { isRunning, readLockFile } from '../../src/store/postmaster.ts';
import { clock, random } from '../../src/system.ts';
import { freePort } from '../redis-server.ts';

/** A Postgres of one run's own, which may be broken: it comes back at the same address. */
export interface Cluster extends AsyncDisposable {
  url: string;
  /** Ends it at once: SIGQUIT is what an immediate restart sends, SIGKILL what the kernel does out of memory. */
  down(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  /** Resolves when it answers. */
  up(): Promise<void>;
  /** The process that owns it. */
  postmaster(): Promise<number>;
  /** How often it has ended a deadlock. */
  deadlocks(): Promise<number>;
}

/** Opens one with all migrations applied. Its settings are those of `npm start`: what is committed is on the disk. */
export async function openCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-failures-'));
  await makeDataFolder(folder);
  const port = String(await freePort());
  const open = async (): Promise<Embedded> =>
    openEmbedded({ folder, random, log: () => {}, settings: { port, max_connections: '120' } });
  const home = join(folder, 'postgres');
  let embedded = await open();
  await migrate(embedded.url, clock);
  return {
    url: embedded.url,
    down: async (signal) => {
      const lock = await readLockFile(home);
      if (!lock) throw new Error('there is no Postgres to end');
      process.kill(lock.pid, signal);
      while (await isRunning(lock, home)) await sleep(2);
    },
    up: async () => {
      embedded = await open();
    },
    postmaster: async () => (await readLockFile(home))?.pid ?? 0,
    deadlocks: async () =>
      (await readFile(join(folder, 'postgres.log'), 'utf8')).split('deadlock detected').length - 1,
    [Symbol.asyncDispose]: async () => {
      await embedded[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, maxRetries: 5 });
    },
  };
}
