import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Freshness } from '../../../src/surfaces/slack/freshness.ts';
import { clock } from '../../../src/system.ts';
import { dump, sql } from '../../dump.ts';
import { type Running, startBotmint } from '../../running.ts';
import { deliver, type Signed, signed, slashForm } from '../../signed.ts';
import type { Person } from '../../slack-clone/person.ts';

let botmint: Running;
let bob: Person;
let count = 0;

beforeAll(async () => {
  botmint = await startBotmint();
  bob = await botmint.person('bob');
  await bob.command('/botmint whoami');
  await bob.nextEvent('ephemeral');
});

afterAll(async () => {
  await bob[Symbol.asyncDispose]();
  await botmint[Symbol.asyncDispose]();
});

const freshName = (): string => `bot-${(count += 1)}`;

async function creating(name: string, how: Parameters<typeof signed>[2] = {}): Promise<Signed> {
  return signed(botmint, await slashForm(botmint, '/bots', `create ${name}`, { userId: bob.id }), how);
}

async function exists(name: string): Promise<boolean> {
  return (await sql(botmint.databaseUrl, 'select from bot where username = $1', [name])).length > 0;
}

async function appears(name: string): Promise<void> {
  await expect.poll(() => exists(name), { timeout: 3000, interval: 20 }).toBe(true);
}

describe('a request that is said to come from Slack', () => {
  test('is carried out when it is signed and fresh', async () => {
    const name = freshName();
    expect(await deliver(botmint, await creating(name))).toEqual({ status: 200, text: '' });
    await appears(name);
  });

  test.each([299, -299])('is carried out when its clock is %i s away', async (skew) => {
    const name = freshName();
    expect(await deliver(botmint, await creating(name, { skew }))).toMatchObject({ status: 200 });
    await appears(name);
  });

  test.each([
    ['signed with another secret', { secret: 'another secret' }],
    ['301 s old', { skew: -301 }],
    ['301 s from the future', { skew: 301 }],
    ['an hour from the future', { skew: 3600 }],
    ['without a signature', { headers: { 'x-slack-signature': '' } }],
    ['without a timestamp', { headers: { 'x-slack-request-timestamp': '' } }],
    ['with no number for a timestamp', { headers: { 'x-slack-request-timestamp': 'NaN' } }],
    ['of an older version', { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }],
  ])('is refused when it is %s, and nothing changes', async (_what, how) => {
    const before = await dump(botmint.databaseUrl);
    expect(await deliver(botmint, await creating(freshName(), how))).toMatchObject({ status: 401 });
    await sleep(50);
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('is refused when its body is not the one that was signed', async () => {
    const name = freshName();
    const request = await creating(name);
    const other = { ...request, body: request.body.replace(name, 'mallory') };
    expect(await deliver(botmint, other)).toMatchObject({ status: 401 });
    expect(await exists('mallory')).toBe(false);
    // What was made up is not held against the real one.
    expect(await deliver(botmint, request)).toMatchObject({ status: 200 });
    await appears(name);
  });
});

describe('a request that comes again', () => {
  test('is refused, and the first has run once', async () => {
    const name = freshName();
    const request = await creating(name);
    expect(await deliver(botmint, request)).toMatchObject({ status: 200 });
    await appears(name);
    const before = await dump(botmint.databaseUrl);
    const again = await deliver(botmint, request);
    expect(again.status).toBe(401);
    expect(JSON.parse(again.text)).toEqual({
      ok: false,
      error: 'invalid_signature',
      detail: 'This request was here before, and is carried out once.',
    });
    await sleep(50);
    expect(await dump(botmint.databaseUrl)).toEqual(before);
  });

  test('at the same moment runs once', async () => {
    const request = await creating(freshName());
    const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(botmint, request)));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 401),
    ]);
  });

  test.each([
    [
      'something behind its signature',
      (ok: Signed) => ({ 'x-slack-signature': `${ok.headers['x-slack-signature']}=x` }),
    ],
    [
      'its timestamp written otherwise',
      (ok: Signed) => ({ 'x-slack-request-timestamp': `0${ok.headers['x-slack-request-timestamp']}` }),
    ],
    [
      'its timestamp as a fraction',
      (ok: Signed) => ({ 'x-slack-request-timestamp': `${ok.headers['x-slack-request-timestamp']}.0` }),
    ],
  ])('is refused also with %s, which Bolt would take', async (_what, change) => {
    const request = await creating(freshName());
    expect(await deliver(botmint, request)).toMatchObject({ status: 200 });
    const changed = { ...request, headers: { ...request.headers, ...change(request) } };
    expect(await deliver(botmint, changed)).toMatchObject({ status: 401 });
  });
});

const NOW = String(Math.floor(Date.now() / 1000));

const headers = (signature: string) => ({
  'x-slack-request-timestamp': NOW,
  'x-slack-signature': `v0=${signature.padStart(64, '0')}`,
});

describe('made-up requests', () => {
  test('are not remembered, not even those that Bolt answers unsigned', async () => {
    const check = { ...(await signed(botmint, { ssl_check: '1' })), body: 'ssl_check=1' };
    const madeUp = { ...check, headers: { ...check.headers, ...headers('abc') } };
    expect(await deliver(botmint, madeUp)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await deliver(botmint, madeUp)).status).toBe(200);
  });

  test('do not push a real one out of the memory, however many they are', () => {
    const freshness = new Freshness(clock);
    const real = headers('abcdef');
    expect(freshness.admit(real)).toHaveProperty('answered');
    freshness.remember(real);
    for (let index = 0; index < 110_000; index += 1) {
      const admitted = freshness.admit(headers(index.toString(16)));
      if ('answered' in admitted) admitted.answered();
    }
    expect(freshness.admit(real)).toHaveProperty('refused');
  });

  test('but a memory that is full of real ones forgets the oldest', () => {
    const freshness = new Freshness(clock);
    const first = headers('0');
    for (let index = 0; index < 100_001; index += 1) freshness.remember(headers(index.toString(16)));
    expect(freshness.admit(first)).toHaveProperty('answered');
    expect(freshness.admit(headers((100_000).toString(16)))).toHaveProperty('refused');
  });
});
