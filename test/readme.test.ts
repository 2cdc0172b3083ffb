import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { withCommandTable } from './command-table.ts';
import { withErrors } from './error-table.ts';
import { withExits } from './exit-table.ts';
import { withCalls } from './proxy-table.ts';
import { withRetries } from './retry-table.ts';
import { withTools } from './tool-table.ts';

const MATRIX = join(import.meta.dirname, '../docs/matrix.md');
const README = join(import.meta.dirname, '../README.md');
const API = join(import.meta.dirname, '../docs/api.md');
const GUIDE = join(import.meta.dirname, '../docs/webhooks.md');
const MCP_GUIDE = join(import.meta.dirname, '../docs/mcp.md');
const COMMAND_LINE = join(import.meta.dirname, '../docs/command-line.md');

const formatted = async (text: string): Promise<string> =>
  format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });

test('the README lists the commands as they are declared; if not: npm run renew', async () => {
  const readme = await readFile(README, 'utf8');
  expect(readme).toBe(await formatted(withCommandTable(readme)));
  expect(readme).toContain('| `tokens revoke`');
});

test('the guide to webhooks has the times of the code; if not: npm run renew', async () => {
  const guide = await readFile(GUIDE, 'utf8');
  expect(guide).toBe(await formatted(withRetries(guide)));
  expect(guide).toMatch(/`bot`, the usual one .* 32 seconds, 1 minute, and so on .* 1 day old/);
  expect(guide).toMatch(/`standard` .* 10 attempts were made, in 76 hours/);
});

test('the guide to the API has the errors that are answered; if not: npm run renew', async () => {
  const guide = await readFile(API, 'utf8');
  expect(guide).toBe(await formatted(withErrors(guide)));
  expect(guide).toMatch(/\| 429 +\| `rate_limited` /);
});

test('the guide to Matrix has what a bot does there; if not: npm run renew', async () => {
  const guide = await readFile(MATRIX, 'utf8');
  expect(guide).toBe(await formatted(withCalls(guide)));
  expect(guide).toMatch(/\| `POST sendMessage` +\| \*\*room_id\*\*, \*\*text\*\*,/);
});

test('the guide to MCP has the tools and resources that there are; if not: npm run renew', async () => {
  const guide = await readFile(MCP_GUIDE, 'utf8');
  expect(guide).toBe(await formatted(withTools(guide)));
  expect(guide).toMatch(/\| `bots_delete` .* \*\*destroys\*\*/);
  expect(guide).toContain('| `botmint://bots/{username}`');
  expect(guide).not.toContain('| `tokens_claim`');
});

test('the guide to the command line has the exit codes of the code; if not: npm run renew', async () => {
  const guide = await readFile(COMMAND_LINE, 'utf8');
  expect(guide).toBe(await formatted(withExits(guide)));
  expect(guide).toContain('`missing_scope`');
});

test.each([README, GUIDE])('what %s links to is there', async (file) => {
  const text = await readFile(file, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) await access(join(dirname(file), link));
});
