import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type Clone, type Installation, openClone } from '../../src/slack-clone/clone.ts';
import { clock, random } from '../../src/system.ts';
import { MANIFEST } from '../slack-clone/world.ts';

const root = join(import.meta.dirname, '../..');

/** A local workspace and, as processes of their own, those that work for it. */
export interface Working extends AsyncDisposable {
  clone: Clone;
  /** Starts `work`, or another command; resolves once it runs. */
  start(command?: string): Promise<Worker>;
}

export interface Worker {
  pid: number;
  /** What it said once it ran. */
  line: string;
  complaint: Promise<string>;
  /** At once, as by a power cut. */
  kill(): Promise<void>;
  /** Resolves with its exit code once it has ended. */
  ended: Promise<number | null>;
  /** As a supervisor does, with its exit code. */
  stop(): Promise<number | null>;
}

export async function openWorking(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<Working> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'botmint-work-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const log = { warn: () => {}, error: () => {} };
  const place = { id: 'slack-local', databaseUrl, registryPath: join(folder, 'registry.json'), port: 0 };
  const clone = stack.use(await openClone({ ...place, clock, random, log }));
  const installation = await clone.install(MANIFEST, { requestUrl: 'http://127.0.0.1:9/slack/events' });
  const workers: Worker[] = [];
  stack.defer(async () => void (await Promise.all(workers.map((worker) => worker.kill()))));
  const env = { ...settings(databaseUrl, clone, installation), DATA_DIR: folder, ...environment };
  const opened = stack.move();
  return {
    clone,
    start: async (command = 'work') => {
      const worker = await begin(command, env);
      workers.push(worker);
      return worker;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const settings = (databaseUrl: string, clone: Clone, { botToken, signingSecret }: Installation) => ({
  DATABASE_URL: databaseUrl,
  SLACK_API_URL: `${clone.url}/api/`,
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret,
  PORT: '0',
});

async function begin(command: string, env: Record<string, string>): Promise<Worker> {
  const main = join(root, 'src/main.ts');
  const child = spawn(execPath, [main, command], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaint = text(child.stderr);
  const ended = once(child, 'exit').then(() => child.exitCode);
  let line = '';
  for await (line of createInterface({ input: child.stdout })) break;
  return {
    pid: child.pid ?? 0,
    line,
    complaint,
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
