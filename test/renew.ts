/** Renews what is derived and reviewed: `npm run renew`. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { withCommandTable } from './command-table.ts';
import { withEvents } from './event-table.ts';

const PAGES = { 'README.md': withCommandTable, 'docs/events.md': withEvents };

for (const [page, renewed] of Object.entries(PAGES))
  await writeFile(page, renewed(await readFile(page, 'utf8')));
execFileSync('npx', ['--no-install', 'prettier', '--write', '--log-level', 'warn', ...Object.keys(PAGES)], {
  stdio: 'inherit',
});
