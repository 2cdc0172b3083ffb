import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IN_MATRIX } from './refused-in-matrix.ts';

test.each(Object.entries(IN_MATRIX))('%s is provoked in test/matrix/%s', async (code, file) => {
  const text = await readFile(join(import.meta.dirname, '../../matrix', file), 'utf8');
  expect(text).toContain(`error: '${code}'`);
});
