import { randomBytes } from 'node:crypto';
import { access, readdir, rm, statfs } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';
import type { TestProject } from 'vitest/node';
import { makeDataFolder } from '../src/data-folder.ts';
import { type Embedded, openEmbedded } from '../src/store/embedded.ts';
import { readLockFile, stopPostmaster } from '../src/store/postmaster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test worker asks for the run's Postgres. */
    postgres: string;
  }
}

// A test's database need not survive anything, and many tests connect at once.
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '250',
};

/** One Postgres a test run. It is started when the first test asks for it, so a run that needs none pays nothing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = await roomyFolder();
  await removeAbandoned(parent);
  const folder = join(parent, `botmint-test-${pid}`);
  let opened: Promise<Embedded> | undefined;
  const open = async () => {
    opened ??= makeDataFolder(folder).then(() =>
      openEmbedded({
        folder,
        random: { bytes: randomBytes },
        log: () => undefined,
        settings: careless,
      }),
    );
    const { url, superuserUrl } = await opened;
    return { url, superuserUrl };
  };
  const server = await listen(open);
  project.provide('postgres', addressOf(server));
  return async () => {
    server.close();
    await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}

async function listen(open: () => Promise<object>): Promise<Server> {
  const server = createServer((_request, response) => {
    open().then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

/**
 * Where to put a Postgres that need not last. Memory is faster than any disk: one is made in two thirds of the time.
 * Containers give /dev/shm 64 MB, where a run does not fit.
 */
export async function roomyFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory && memory.bavail * memory.bsize > 2 ** 31 ? '/dev/shm' : tmpdir();
}

// A run that was killed could not clean up; the next one does.
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = /^botmint-test-(\d+)$/.exec(name)?.[1];
    if (
      !owner ||
      (await access(`/proc/${owner}`).then(
        () => true,
        () => false,
      ))
    )
      continue;
    const cluster = join(parent, name, 'postgres');
    const postmaster = await readLockFile(cluster);
    if (postmaster) await stopPostmaster(postmaster, cluster);
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
