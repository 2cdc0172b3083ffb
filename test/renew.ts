/** Renews what is derived and reviewed: `npm run renew`. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { withCommandTable } from './command-table.ts';
import { withWebhookTables } from './webhook-tables.ts';

const derived = { 'README.md': withCommandTable, 'docs/webhooks.md': withWebhookTables };
for (const [file, renewed] of Object.entries(derived))
  await writeFile(file, renewed(await readFile(file, 'utf8')));
execFileSync('npx', ['--no-install', 'prettier', '--write', '--log-level', 'warn', ...Object.keys(derived)], {
  stdio: 'inherit',
});
