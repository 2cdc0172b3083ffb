import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { startBotmint } from './running.ts';
import { buildClient } from './surfaces/cli/client.ts';
import { withTranscript } from './transcript.ts';

const README = join(import.meta.dirname, '../README.md');

test('the README shows what a terminal shows; if not: npm run renew:transcript', async () => {
  await using botmint = await startBotmint();
  await using client = await buildClient(botmint.dataFolder);
  const readme = await readFile(README, 'utf8');
  const renewed = await format(await withTranscript(readme, client, botmint), {
    parser: 'markdown',
    printWidth: 110,
    singleQuote: true,
  });
  const isRenewing = process.env['RENEW'] !== undefined;
  if (isRenewing) await writeFile(README, renewed);
  expect(isRenewing ? renewed : readme).toBe(renewed);
  expect(renewed).toContain('$ botmint tokens issue --label "My First Token" -u steve -e 100d\n');
  expect(renewed).toContain('`87434498` is revoked');
});
