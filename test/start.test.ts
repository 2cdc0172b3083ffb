import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { untilReady } from './ready.ts';

const root = join(import.meta.dirname, '..');
const Running = z.object({ pid: z.number(), address: z.string() });
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'botmint-start-'));
});

afterEach(async () => {
  for (const pid of await alive()) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, maxRetries: 5 });
});

interface Started {
  npm: ChildProcess;
  /** All that went to standard error, once it has ended. */
  complaint: Promise<string>;
  /** The three lines, or as many as there were before it ended. */
  lines: Promise<string[]>;
}

/** What a newcomer types, on a folder and on ports of its own. */
function npmStart(environment: Record<string, string> = {}): Started {
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: '0',
    CLONE_PORT: '0',
    DATABASE_URL: '',
    ...environment,
  };
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { npm, complaint: text(npm.stderr), lines: threeLines(npm.stdout) };
}

async function threeLines(output: NodeJS.ReadableStream): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: output })) {
    // npm says what it runs before it does.
    if (line !== '' && !line.startsWith('>')) lines.push(line);
    if (lines.length === 3) break;
  }
  return lines;
}

/** The processes of this folder: whoever has it in the environment or, as Postgres does, in the command line. */
async function alive(): Promise<number[]> {
  const found: number[] = [];
  // Every process has no name at all in it.
  if (folder === '') return found;
  for (const pid of (await readdir('/proc')).map(Number).filter((each) => each > 0 && each !== process.pid)) {
    const files = ['environ', 'cmdline'].map(async (name) =>
      readFile(join('/proc', String(pid), name), 'utf8').catch(() => ''),
    );
    if ((await Promise.all(files)).some((content) => content.includes(folder))) found.push(pid);
  }
  return found;
}

async function running(): Promise<z.infer<typeof Running>> {
  return Running.parse(JSON.parse(await readFile(join(folder, 'server.json'), 'utf8')));
}

/** Ends npm, as a supervisor would, and answers how many milliseconds it took until nothing was left. */
async function stop({ npm }: Started): Promise<number> {
  const asked = performance.now();
  npm.kill('SIGTERM');
  while ((await alive()).length > 0 && performance.now() < asked + 10_000) await sleep(10);
  return performance.now() - asked;
}

describe('npm start', () => {
  test('says in three lines where to chat, where the API is and what to type, and ends without a trace', async () => {
    const begun = performance.now();
    const started = npmStart();
    const [chat = '', api = '', first = ''] = await started.lines;
    const tookToStart = performance.now() - begun;
    expect(chat).toMatch(/^Chat +http:\/\/127\.0\.0\.1:\d+$/);
    expect(api).toMatch(/^API +http:\/\/127\.0\.0\.1:\d+$/);
    expect(first).toBe('First  type /bots create steve in the chat');
    const page = await fetch(chat.replace(/^Chat +/, ''));
    expect(page.status).toBe(200);
    expect(await untilReady((await running()).address)).toMatchObject({ queue: true });
    const tookToStop = await stop(started);
    expect(await alive()).toEqual([]);
    // oxlint-disable-next-line no-console -- the figures are part of the result
    console.log(`Ready after ${Math.round(tookToStart)} ms, gone after ${Math.round(tookToStop)} ms.`);
    expect(tookToStop).toBeLessThan(3000);
  });

  test('ends in time also when it is told to before it has started', async () => {
    await using silent = createServer((socket) => socket.resume());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = z.object({ port: z.number() }).parse(silent.address());
    const started = npmStart({ DATABASE_URL: `postgres://botmint@127.0.0.1:${port}/botmint` });
    await once(silent, 'connection');
    expect(await stop(started)).toBeLessThan(3000);
    expect(await started.lines).toEqual([]);
  });

  test('works again after it was killed', async () => {
    const killed = npmStart();
    await killed.lines;
    process.kill((await running()).pid, 'SIGKILL');
    await once(killed.npm, 'exit');
    const started = npmStart();
    expect(await started.lines).toHaveLength(3);
    expect(await stop(started)).toBeLessThan(3000);
    expect(await alive()).toEqual([]);
  });

  test('says who runs where when it runs already, and leaves that one be', async () => {
    const started = npmStart();
    await started.lines;
    const { pid, address } = await running();
    const second = npmStart();
    const [code] = z.tuple([z.number(), z.null()]).parse(await once(second.npm, 'exit'));
    expect(code).toBe(1);
    expect(await second.lines).toEqual([]);
    expect(await second.complaint).toContain(
      `Botmint runs on ${folder} already as process ${pid}, at ${address}. Stop it first, or set DATA_DIR`,
    );
    expect(await untilReady(address)).toMatchObject({ queue: true });
    expect(await stop(started)).toBeLessThan(3000);
  });
});
