import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { type Answered, call, issue } from './calling.ts';

let botmint: Running;
let bob: Person;
let token: string;

beforeAll(async () => {
  botmint = await startBotmint({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
  ({ token } = await issue(bob, '-u steve -e 3d -s bots:read,webhooks:write,webhooks:read'));
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** A list of one string with integers as its parameters, as RFC 9651 writes it; nothing else passes. */
function itemIn(field: string | null): Record<string, string | number> | undefined {
  const [, name = '', parameters = ''] =
    /^"([ !#-[\]-~]*)"((?: *;[a-z][a-z0-9]*=\d{1,15})*)$/.exec(field ?? '') ?? [];
  if (name === '') return undefined;
  const pairs = [...parameters.matchAll(/;([a-z0-9]+)=(\d+)/g)].map(([, key = '', value]) => [
    key,
    Number(value),
  ]);
  return { name, ...Object.fromEntries(pairs) };
}

const limitOf = ({ headers }: Answered) => itemIn(headers.get('ratelimit'));

/** After a second in which nothing was asked. */
async function asked(...requests: (readonly [string, object?])[]): Promise<Answered[]> {
  await sleep(1010);
  const answers: Answered[] = [];
  for (const [path, body] of requests) answers.push(await call(botmint, path, { token, body }));
  return answers;
}

test('every answer to a bot of a limited tier says what is left: granted, refused, and not found', async () => {
  const answers = await asked(
    ['GET /api/v1/bots/me'],
    ['GET /api/v1/bots/me'],
    ['POST /api/v1/services', { name: 'x' }],
    ['GET /api/v1/bots/hal'],
    ['POST /api/v1/setWebhook', { url: 7 }],
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, expect.any(Number), 404, 400]);
  for (const [index, answer] of answers.entries()) {
    expect(itemIn(answer.headers.get('ratelimit-policy'))).toEqual({ name: 'free', q: 30, w: 1 });
    expect(limitOf(answer)).toEqual({ name: 'free', r: 29 - index, t: 1 });
  }
});

test('one that is refused for it says that nothing is left', async () => {
  await sleep(1010);
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => call(botmint, 'GET /api/v1/bots/me', { token })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(10);
  for (const answer of refused) {
    expect(limitOf(answer)).toEqual({ name: 'free', r: 0, t: 1 });
    expect(answer.headers.get('retry-after')).toBe('1');
  }
});

test('a request counts once, though it comes to several commands', async () => {
  const url = 'http://127.0.0.1:9/hook';
  const answers = await asked(['POST /api/v1/setWebhook', { url }], ['POST /api/v1/setWebhook', { url }]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(limitOf)).toMatchObject([{ r: 29 }, { r: 28 }]);
});

test('whoever has no limit is told of none', async () => {
  const alice = await botmint.person('alice');
  await saidTo(alice, '/bots set-tier steve enterprise');
  const [answer] = await asked(['GET /api/v1/bots/me']);
  expect([answer?.status, answer?.headers.get('ratelimit'), answer?.headers.get('ratelimit-policy')]).toEqual(
    [200, null, null],
  );
  await saidTo(alice, '/bots set-tier steve free');
  await alice[Symbol.asyncDispose]();
});
