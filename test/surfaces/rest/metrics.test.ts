import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Running, startBotmint } from '../../running.ts';
import type { Person } from '../../slack-clone/person.ts';
import { saidTo } from '../slack/asking.ts';
import { call, issue } from './calling.ts';

let botmint: Running;
let bob: Person;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await saidTo(bob, '/bots create steve');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

async function scraped(): Promise<string> {
  const { status, headers, body } = await call(botmint, 'GET /metrics');
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'no-store',
  ]);
  return String(body['text']);
}

/** The value of one line; undefined where there is none. */
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};

describe('a scrape', () => {
  test('counts commands by what became of them, those of the chat and those of the API', async () => {
    const done = 'botmint_commands_total{command="bots list",outcome="done"}';
    const refused = 'botmint_commands_total{command="bots create",outcome="bot_already_exists"}';
    const before = await scraped();
    await saidTo(bob, '/bots list');
    await saidTo(bob, '/bots create steve');
    const { token } = await issue(bob, '-u steve -e 3d -s bots:read');
    expect((await call(botmint, 'GET /api/v1/bots', { token })).status).toBe(200);
    const after = await scraped();
    expect(valueOf(after, done)).toBe((valueOf(before, done) ?? 0) + 2);
    expect(valueOf(after, refused)).toBe((valueOf(before, refused) ?? 0) + 1);
    expect(valueOf(after, 'botmint_command_seconds_count{command="bots list"}')).toBe(valueOf(after, done));
    expect(valueOf(after, 'botmint_command_seconds_sum{command="bots list"}')).toBeGreaterThan(0);
  });

  test('counts requests by the routes that there are, whatever was asked for', async () => {
    for (const path of ['/api/v1/bots/steve', '/api/v1/bots/hal', '/nothing/a', '/nothing/b?c=d'])
      await call(botmint, `GET ${path}`);
    const text = await scraped();
    const get = 'botmint_http_requests_total{method="GET"';
    expect(valueOf(text, `${get},route="/api/v1/bots/:username",status="401"}`)).toBe(2);
    expect(valueOf(text, `${get},route="none",status="404"}`)).toBe(2);
    expect(
      valueOf(text, 'botmint_http_requests_total{method="POST",route="/slack/events",status="200"}'),
    ).toBeGreaterThan(0);
    for (const made of ['steve', 'hal', '/nothing', 'bob', 'alice', 'Local workspace', '127.0.0.1', 'eyJ'])
      expect(text).not.toContain(made);
  });

  test('says how the process does, and how many there are', async () => {
    const text = await scraped();
    expect(valueOf(text, 'botmint_processes')).toBe(1);
    for (const series of ['process_resident_memory_bytes', 'process_cpu_seconds_total'])
      expect(valueOf(text, series)).toBeGreaterThan(0);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  test('is the same at each end of a line: every series has its help and its type, once', async () => {
    const text = await scraped();
    const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
    const typed = [...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/gm)].map(
      ([, name]) => name,
    );
    expect(helped).toEqual(typed);
    expect(new Set(helped).size).toBe(helped.length);
    expect(helped.length).toBeGreaterThan(20);
  });
});
