import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The socket over which a test worker asks for a Synapse, as `fork.py` says. */
    synapse: string;
  }
}

/** Where `.ci/run` puts it. */
export const VENV = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'botmint/synapse');
export const SYNAPSE_PYTHON = process.env['SYNAPSE_PYTHON'] ?? join(VENV, 'bin/python');

/** Imports Synapse when the first test asks for one, so that a run that needs none pays nothing. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-forks-'));
  let imported: Promise<Imported> | undefined;
  const server = createServer((asked) => {
    imported ??= load(join(folder, 'fork'));
    imported.then(
      ({ path: behind }) => tie(asked, connect(behind)),
      () => asked.destroy(),
    );
  });
  const path = join(folder, 'asked');
  await once(server.listen(path), 'listening');
  project.provide('synapse', path);
  return async () => {
    server.close();
    await (await imported?.catch(() => undefined))?.end();
    await rm(folder, { recursive: true });
  };
}

/** What comes in at one goes out at the other, and both end with either. */
function tie(one: Socket, other: Socket): Socket {
  one.on('error', () => other.destroy()).pipe(other);
  return other.on('error', () => one.destroy()).pipe(one);
}

interface Imported {
  path: string;
  end(): Promise<void>;
}

async function load(path: string): Promise<Imported> {
  const python = spawn(SYNAPSE_PYTHON, [join(import.meta.dirname, 'fork.py'), path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(python, 'close');
  const told = await Promise.race([once(python.stdout, 'data'), ended.then(() => undefined)]);
  if (!told) throw new Error(`${SYNAPSE_PYTHON} cannot import Synapse`);
  return {
    path,
    end: async () => {
      python.stdin.end();
      await ended;
    },
  };
}
