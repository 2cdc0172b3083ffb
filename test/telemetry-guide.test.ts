import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { withMetricsTable } from './metrics-table.ts';

const GUIDE = join(import.meta.dirname, '../docs/metrics.md');

test('the guide lists the metrics as they are registered; if not: npm run renew', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  const options = { parser: 'markdown', printWidth: 110, singleQuote: true };
  expect(guide).toBe(await format(withMetricsTable(guide), options));
  expect(guide).toMatch(/\| `botmint_webhook_attempts_total` +\| counter +\| `outcome` /);
});
