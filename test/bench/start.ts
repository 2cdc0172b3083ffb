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
  megabytes: { node: number; postgres: number };
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
async function weigh(folder: string): Promise<{ node: number; postgres: number }> {
  const processes = await Promise.all(
    (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(look),
  );
  const node = processes.filter(
    ({ command, environment }) => /main\.ts/.test(command) && environment.includes(folder),
  );
  const postmasters = processes.filter(({ command }) => command.includes(join(folder, 'postgres')));
  const pids = new Set(postmasters.map(({ pid }) => pid));
  const postgres = processes.filter(({ pid, parent }) => pids.has(pid) || pids.has(parent));
  return { node: sum(node.filter(({ command }) => !command.includes('npm'))), postgres: sum(postgres) };
}

const sum = (weighed: Process[]): number => weighed.reduce((total, { megabytes }) => total + megabytes, 0);

interface Process {
  pid: string;
  parent: string;
  command: string;
  environment: string;
  megabytes: number;
}

async function look(pid: string): Promise<Process> {
  const read = async (file: string): Promise<string> =>
    readFile(join('/proc', pid, file), 'utf8').catch(() => '');
  const [, parent = ''] = /^PPid:\t(\d+)/m.exec(await read('status')) ?? [];
  const [, kilobytes = '0'] = /^Pss: +(\d+)/m.exec(await read('smaps_rollup')) ?? [];
  const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
  return { pid, parent, command, environment, megabytes: Number(kilobytes) / 1024 };
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
  `node         ${median(warm.map(({ megabytes }) => megabytes.node))} MB (PSS, at rest)`,
  `postgres     ${median(warm.map(({ megabytes }) => megabytes.postgres))} MB (PSS, at rest)`,
];
process.stdout.write(`${lines.join('\n')}\n`);
