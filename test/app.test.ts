import { expect, test } from 'vitest';
import { untilReady } from './ready.ts';
import { startBotmint } from './running.ts';
import { saidTo } from './surfaces/slack/asking.ts';

test.each([
  ['127.0.0.2', 'http://127.0.0.2:'],
  ['0.0.0.0', 'http://127.0.0.1:'],
  ['::', 'http://127.0.0.1:'],
])('with HOST=%s the API and the chat work at the address that is named', async (HOST, address) => {
  await using botmint = await startBotmint({ HOST });
  expect(botmint.api).toMatch(address);
  expect(await untilReady(botmint.api)).toMatchObject({ queue: true });
  await using bob = await botmint.person('bob');
  expect(await saidTo(bob, '/botmint whoami')).toMatch(/^You are bob/);
});
