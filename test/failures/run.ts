/**
 * Breaks everything that webhooks stand on, and counts what comes of it: `npm run test:failures`, with `--only name`,
 * `--backend postgres|redis` or `--workers n` for a part of it. The whole of it takes up to ten minutes, and rewrites the
 * table of docs/failures.md. Exits 1 when a promise was broken.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { clock } from '../../src/system.ts';
import { findProgram } from '../chromium.ts';
import { REDIS_ADVICE } from '../redis-server.ts';
import { play, type Outcome } from './scene.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { openStage, type Setting, type Stage } from './stage.ts';
import { HEADING, lineOf, type Row, writeTable } from './table.ts';

/** No fault takes longer than this. */
const LONGEST_MS = 120_000;

const { values } = parseArgs({
  options: { only: { type: 'string' }, backend: { type: 'string' }, workers: { type: 'string' } },
});
const isWhole = Object.keys(values).length === 0;
const settings: Setting[] = [
  { backend: 'postgres', workers: 1 },
  { backend: 'redis', workers: 3 },
  { backend: 'postgres', workers: 3 },
  { backend: 'redis', workers: 1 },
];
if (isWhole && findProgram(['redis-server']) === undefined) throw new Error(REDIS_ADVICE);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const rows: Row[] = [];
let deadlocks = 0;
const began = performance.now();
say(HEADING);
for (const setting of settings.filter(isAsked)) {
  const played = scenarios.filter(({ name, on }) => on(setting) && (values.only ?? name) === name);
  if (played.length === 0) continue;
  await using stage = await openStage(setting);
  for (const scenario of played) {
    const from = performance.now();
    const row = { scenario, setting, outcome: await bounded(stage, scenario) };
    rows.push(row);
    say(lineOf(row, performance.now() - from));
  }
  deadlocks += await stage.cluster.deadlocks();
}
const broken = rows.filter(({ outcome }) => outcome.breaches.length > 0).length;
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
say(`${rows.length} faults, ${broken} with a promise broken, ${deadlocks} deadlocks, ${minutes} minutes`);
if (isWhole) await writeTable(rows, conditions());
// What did not end would keep the process.
process.exit(broken > 0 || deadlocks > 0 || rows.length === 0 ? 1 : 0);

function isAsked({ backend, workers }: Setting): boolean {
  return (values.backend ?? backend) === backend && Number(values.workers ?? workers) === workers;
}

/** A fault that has no end is a broken promise as well, and the next ones are made all the same. */
async function bounded(stage: Stage, scenario: Scenario): Promise<Outcome> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('it did not end')), LONGEST_MS);
  try {
    return await Promise.race([play(stage, (scene) => scenario.act(scene)), late.promise]);
  } catch (error) {
    const none = { committed: 0, delivered: 0, byRule: 0, lost: 0, duplicates: 0, inversions: 0 };
    const breaches = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    return { ...none, strangers: 0, forged: 0, kills: 0, recovery: undefined, notes: [], breaches };
  } finally {
    clearTimeout(timer);
  }
}

function conditions(): string {
  const day = clock.now().toISOString().slice(0, 10);
  return (
    `Of ${day}: ${cpus().length} cores, Node ${process.version}, Postgres 18 and a Redis without persistence on the same ` +
    `machine; ${rows.length} runs in ${minutes} minutes; \`deadlock detected\` in Postgres's log: ${deadlocks}.`
  );
}
