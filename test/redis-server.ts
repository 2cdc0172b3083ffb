import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './chromium.ts';

export const REDIS_ADVICE = 'needs Redis: apt-get install redis-server';

/** A Redis of one's own, which remembers nothing over a restart. */
export interface RedisServer extends AsyncDisposable {
  url: string;
  /** Of the one that runs. */
  readonly pid: number;
  /** As a crash would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Loses all that it holds, and goes on. */
  flush(): Promise<void>;
}

/** Undefined where the machine has no Redis. */
export async function openRedis(): Promise<RedisServer | undefined> {
  const program = findProgram(['redis-server']);
  if (program === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'botmint-redis-'));
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir: folder };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let running: ReturnType<typeof spawn> | undefined;
  const kill = async (): Promise<void> => {
    if (running?.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  const start = async (): Promise<void> => {
    running = spawn(program, args, { stdio: 'ignore' });
    while (!(await answers(port, 'PING'))) await sleep(10);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return running?.pid ?? 0;
    },
    kill,
    start,
    flush: async () => void (await answers(port, 'FLUSHALL')),
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(port: number, command: string): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answer = once(socket, 'data');
  socket.write(`${command}\r\n`);
  const hasAnswered = await answer.then(
    () => true,
    () => false,
  );
  socket.destroy();
  return hasAnswered;
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
