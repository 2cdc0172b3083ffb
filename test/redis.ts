import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import { findProgram } from './chromium.ts';

const ADVICE = 'needs Redis: apt-get install redis-server';

/** A Redis of one test's own, which remembers nothing over a restart. */
interface TestRedis {
  url: string;
  /** As a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/**
 * A test with a real Redis. Without one on the machine it is skipped and says how to get it; where CI is set it fails,
 * because nobody looks at what is skipped there.
 */
export const redisTest = test.extend<{ redis: TestRedis }>({
  redis: async ({ skip }, use) => {
    const program = findProgram(['redis-server']);
    if (program === undefined) {
      if (process.env['CI']) throw new Error(ADVICE);
      return skip(ADVICE);
    }
    const folder = await mkdtemp(join(tmpdir(), 'botmint-redis-'));
    const redis = await startRedis(program, folder);
    await use(redis);
    await redis.kill();
    await rm(folder, { recursive: true });
  },
});

async function startRedis(program: string, folder: string): Promise<TestRedis> {
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  let running: ReturnType<typeof spawn> | undefined;
  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      running = spawn(program, args, { stdio: 'ignore' });
      while (!(await answers(port))) await sleep(10);
    },
    kill: async () => {
      if (running?.exitCode !== null || running.signalCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
  };
  await redis.start();
  return redis;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = once(socket, 'data');
  socket.write('PING\r\n');
  const hasAnswered = await answer.then(
    () => true,
    () => false,
  );
  socket.destroy();
  return hasAnswered;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
