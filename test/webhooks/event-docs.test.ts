import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../src/core/events.ts';
import { withEvents } from '../event-table.ts';

const PAGE = join(import.meta.dirname, '../../docs/events.md');

test('the docs list the events as they are declared; if not: npm run renew', async () => {
  const page = await readFile(PAGE, 'utf8');
  const renewed = await format(withEvents(page), { parser: 'markdown', printWidth: 110, singleQuote: true });
  expect(page).toBe(renewed);
  for (const type of EVENT_TYPES) expect(page).toContain(`| \`${type}\``);
  expect(page).not.toContain('undefined');
});
