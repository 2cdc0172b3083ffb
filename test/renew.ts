/** Renews what is derived and reviewed: `npm run renew`. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { withCommandTable } from './command-table.ts';

await writeFile('README.md', withCommandTable(await readFile('README.md', 'utf8')));
execFileSync('npx', ['--no-install', 'prettier', '--write', '--log-level', 'warn', 'README.md'], {
  stdio: 'inherit',
});
