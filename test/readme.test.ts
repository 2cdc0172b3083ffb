import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { withCommandTable } from './command-table.ts';

const README = join(import.meta.dirname, '../README.md');

test('the README lists the commands as they are declared; if not: npm run renew', async () => {
  const readme = await readFile(README, 'utf8');
  const renewed = await format(withCommandTable(readme), {
    parser: 'markdown',
    printWidth: 110,
    singleQuote: true,
  });
  expect(readme).toBe(renewed);
  expect(readme).toContain('| `tokens revoke`');
});
