/** Renews what is derived and reviewed: `npm run renew`. */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { withCommandTable } from './command-table.ts';
import { withErrors } from './error-table.ts';
import { withExits } from './exit-table.ts';
import { withEvents } from './event-table.ts';
import { withMetricsTable } from './metrics-table.ts';
import { withOpenapi } from './openapi-file.ts';
import { withCalls } from './proxy-table.ts';
import { withRetries } from './retry-table.ts';
import { withTools } from './tool-table.ts';

const renewed = {
  'README.md': withCommandTable,
  'docs/api.md': withErrors,
  'docs/command-line.md': withExits,
  'docs/events.md': withEvents,
  'docs/metrics.md': withMetricsTable,
  'docs/matrix.md': withCalls,
  'docs/mcp.md': withTools,
  'docs/openapi.json': withOpenapi,
  'docs/webhooks.md': withRetries,
};

for (const [path, renew] of Object.entries(renewed))
  await writeFile(path, renew(await readFile(path, 'utf8')));
const options = ['prettier', '--write', '--log-level', 'warn', ...Object.keys(renewed)];
execFileSync('npx', ['--no-install', ...options], { stdio: 'inherit' });
