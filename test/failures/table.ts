import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from './scene.ts';
import type { Scenario } from './scenario.ts';
import type { Setting } from './stage.ts';

export interface Row {
  scenario: Scenario;
  setting: Setting;
  outcome: Outcome;
}

const FILE = join(import.meta.dirname, '../../docs/failures.md');
const HEAD = [
  'Fault',
  'How',
  'Queue',
  'Workers',
  'Committed',
  'Delivered',
  'Failed by rule',
  'Lost',
  'Duplicates',
  'Out of order',
  'Goes on after',
  'Seen',
];

/** Puts the table between its marks in docs/failures.md, and the line of conditions above it. */
export async function writeTable(rows: readonly Row[], conditions: string): Promise<void> {
  const text = await readFile(FILE, 'utf8');
  const lines = [HEAD, HEAD.map(() => '---'), ...rows.map(cells)].map((each) => `| ${each.join(' | ')} |`);
  const [before = '', after = ''] = text.split(/<!-- results -->[^]*<!-- \/results -->/);
  const results = `<!-- results -->\n\n${conditions}\n\n${lines.join('\n')}\n\n<!-- /results -->`;
  await writeFile(FILE, before + results + after);
}

function cells({ scenario, setting, outcome }: Row): string[] {
  const { committed, delivered, byRule, lost, duplicates, inversions, recovery, notes } = outcome;
  const counts = [committed, delivered, byRule, lost, duplicates, inversions].map((each) =>
    each.toLocaleString('en'),
  );
  const queue = setting.backend === 'redis' ? 'Redis' : 'Postgres';
  return [
    scenario.fault,
    scenario.how,
    queue,
    String(setting.workers),
    ...counts,
    seconds(recovery),
    notes.join('; '),
  ];
}

const seconds = (milliseconds: number | undefined): string =>
  milliseconds === undefined ? '' : `${(milliseconds / 1000).toFixed(2)} s`;

/** A line of a terminal. */
export function lineOf({ scenario, setting, outcome }: Row, took: number): string {
  const { committed, delivered, byRule, lost, duplicates, inversions, kills, recovery, notes, breaches } =
    outcome;
  const columns = [
    scenario.name.padEnd(20),
    setting.backend.padEnd(9),
    String(setting.workers).padEnd(2),
    ...[committed, delivered, byRule, lost, duplicates, inversions, kills].map((each) =>
      String(each).padStart(7),
    ),
    seconds(recovery).padStart(9),
    ` (${Math.round(took / 1000)} s)`,
  ];
  return [
    columns.join(''),
    ...notes.map((note) => `    ${note}`),
    ...breaches.map((each) => `    BROKEN: ${each}`),
  ].join('\n');
}

export const HEADING =
  'fault               queue    w committed  deliv by rule   lost   dupl    inv  kills  goes on';
