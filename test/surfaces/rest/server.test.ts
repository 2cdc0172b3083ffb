import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { untilReady } from '../../ready.ts';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint({ PUBLIC_URL: 'https://botmint.example.org' });
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

/** The status for a request that names another host, which `fetch` cannot do. */
async function asHost(host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(botmint.api + path, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server', () => {
  test.each(['/', '/healthz', '/readyz', '/metrics', '/api/v1/bots/me', '/slack/events', '/nothing'])(
    'does not answer to a name that is not its own: %s',
    async (path) => {
      expect(await asHost('evil.example', path)).toBe(421);
    },
  );

  test('answers to its own names, and to the one it has in public', async () => {
    const { port } = new URL(botmint.api);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, 'botmint.example.org'])
      expect(await asHost(host, '/healthz')).toBe(200);
    expect(await asHost('localhost:1', '/healthz')).toBe(421);
  });

  test('says that it is alive, and what is up', async () => {
    expect((await call(botmint, 'GET /healthz')).body).toEqual({ ok: true });
    expect(await untilReady(botmint.api)).toEqual({ database: true, slack: true, queue: true });
  });

  test('has a page that says where everything is', async () => {
    const { status, headers, body } = await call(botmint, 'GET /');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body['text']).toContain(`<a href="${botmint.workspace}">`);
    expect(body['text']).toContain('GET /api/v1/bots/me');
  });

  test('takes nothing but a POST where Slack calls', async () => {
    expect(await call(botmint, 'GET /slack/events')).toMatchObject({ status: 404, body: { ok: false } });
    expect(await call(botmint, 'POST /slack/events', { body: {} })).toMatchObject({
      status: 401,
      body: { ok: false, error: 'invalid_signature', detail: 'This request is not signed as Slack signs.' },
    });
  });
});

describe('a bot that asks more than 30 times in a second', () => {
  test('is told to wait a second, before anything else is looked at', async () => {
    const { token } = await issue(bob, '-u steve -e 3d -s ""');
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => call(botmint, 'GET /api/v1/bots', { token })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([403, 429]));
    expect(statuses.filter((status) => status === 403).length).toBeGreaterThanOrEqual(30);
    const limited = answers.find(({ status }) => status === 429);
    expect(limited?.headers.get('retry-after')).toBe('1');
    expect(limited?.body).toEqual({
      ok: false,
      error: 'rate_limited',
      detail: 'A bot of the tier free may make 30 requests a second. Try again in a second.',
    });
  });

  test('has one limit for all of its tokens', async () => {
    const tokens: string[] = [];
    for (const label of ['a', 'b', 'c']) tokens.push((await issue(bob, `-u steve -e 3d -l ${label}`)).token);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        call(botmint, 'GET /api/v1/bots/me', { token: tokens[index % 3] ?? '' }),
      ),
    );
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });
});
