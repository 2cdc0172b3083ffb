/**
 * From `npm start` to its third line, cold (an empty data folder) and warm, and what the whole thing weighs at rest:
 * `npm run bench:start`. Prints figures and asserts nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 5;
const root = join(import.meta.dirname, '../..');

interface Round {
  ready: number;
  stop: number;
  megabytes: Record<string, number>;
}

async function startOnce(folder: string): Promise<Round> {
  const begun = performance.now();
  const env = { ...process.env, DATA_DIR: folder, PORT: '0', CLONE_PORT: '0', DATABASE_URL: '' };
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of createInterface({ input: npm.stdout })) if (line.startsWith('First')) break;
  const ready = performance.now() - begun;
  await sleep(2000);
  const megabytes = await weigh(folder);
  const asked = performance.now();
  npm.kill('SIGTERM');
  await once(npm, 'exit');
  return { ready, stop: performance.now() - asked, megabytes };
}

/** Proportional set size of Botmint's own process and of Postgres's, in MB. npm's own is left out. */
async function weigh(folder: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = { node: 0, postgres: 0 };
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = async (file: string): Promise<string> =>
      readFile(join('/proc', pid, file), 'utf8').catch(() => '');
    const command = await read('cmdline');
    const isOurs = command.includes(folder) || (await read('environ')).includes(folder);
    const part =
      command.includes('main.ts') && !command.includes('npm')
        ? 'node'
        : /postgres/.test(command)
          ? 'postgres'
          : '';
    if (!isOurs || part === '') continue;
    const [, kilobytes = '0'] = /^Pss: +(\d+)/m.exec(await read('smaps_rollup')) ?? [];
    sums[part] = (sums[part] ?? 0) + Number(kilobytes) / 1024;
  }
  return sums;
}

const median = (values: number[]): string =>
  String(Math.round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0));

const cold: Round[] = [];
const warm: Round[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const folder = await mkdtemp(join(tmpdir(), 'botmint-bench-'));
  // As after `npm ci`: no data folder, and nothing compiled.
  await rm(join(root, 'node_modules/.cache/botmint'), { recursive: true, force: true });
  cold.push(await startOnce(folder));
  warm.push(await startOnce(folder));
  await rm(folder, { recursive: true, maxRetries: 5 });
}
const lines = [
  `${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}; medians of ${ROUNDS}`,
  `cold start   ${median(cold.map(({ ready }) => ready))} ms`,
  `warm start   ${median(warm.map(({ ready }) => ready))} ms`,
  `stop         ${median(warm.map(({ stop }) => stop))} ms`,
  `node         ${median(warm.map(({ megabytes }) => megabytes['node'] ?? 0))} MB (PSS, at rest)`,
  `postgres     ${median(warm.map(({ megabytes }) => megabytes['postgres'] ?? 0))} MB (PSS, at rest)`,
];
process.stdout.write(`${lines.join('\n')}\n`);
