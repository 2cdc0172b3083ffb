import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ofToken, warmActor } from '../../../src/commands/actors.ts';
import { whoami } from '../../../src/commands/whoami.ts';
import { mintOpaque } from '../../../src/core/tokens.ts';
import { random } from '../../../src/system.ts';
import { keyIn } from '../../../src/surfaces/presented.ts';
import type { Here } from '../../installation.ts';
import type { Process } from '../../process.ts';
import { openServing } from './serving.ts';

let here: Here;
let stack: AsyncDisposableStack;
let process: Process;
let address: string;
let proxy: Awaited<ReturnType<Here['proxy']>>;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  ({ here, proxy, process, address } = stack.use(await openServing()));
  await here.one.done(here.bob, 'bots create', { username: 'ada' });
});

afterAll(async () => stack.disposeAsync());

const SHORT = '/api/v1/bots/me';
/** The same to Fastify, and another to whoever compares addresses. */
const LONG = '/api/v1/bots/me?';

async function get(path: string, headers: Record<string, string>) {
  const response = await fetch(address + path, { headers });
  const { 'x-request-id': _id, ratelimit, date: _date, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, body: await response.text(), headers: rest, ratelimit };
}

async function issue(): Promise<{ id: string; token: string }> {
  const { id, token } = await here.issue();
  return { id, token: token.reveal() };
}

describe('the short way to whose a token is', () => {
  test('answers as the ordinary one does, with either header', async () => {
    const { token } = await issue();
    for (const headers of [{ 'x-agentflow-bot-token': token }, { authorization: `Bearer ${token}` }]) {
      const [cold, short, long] = [
        await get(SHORT, headers),
        await get(SHORT, headers),
        await get(LONG, headers),
      ];
      expect({ ...short, ratelimit: '' }).toEqual({ ...long, ratelimit: '' });
      expect({ ...short, ratelimit: '' }).toEqual({ ...cold, ratelimit: '' });
      expect(short).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    }
  });

  test('is not taken for another host, a method, a dead token or one too many', async () => {
    const { id, token } = await issue();
    const headers = { 'x-agentflow-bot-token': token };
    await get(SHORT, headers);
    expect((await get(SHORT, headers)).status).toBe(200);
    const { hostname, port } = new URL(address);
    expect(
      (await fetch(`http://localhost:${port}${SHORT}`, { headers }).catch(() => ({ status: 421 }))).status,
    ).toBe(421);
    expect(hostname).toBe('127.0.0.1');
    expect((await fetch(address + SHORT, { method: 'DELETE', headers })).status).not.toBe(200);
    await sleep(1010);
    const many = await Promise.all(Array.from({ length: 60 }, async () => get(SHORT, headers)));
    expect(many.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(30);
    expect(many.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(30);
    await sleep(1010);
    await here.revoke(id);
    expect(await get(SHORT, headers)).toMatchObject({ status: 401 });
  });

  test('tells what has changed of the bot', async () => {
    const { token } = await issue();
    const headers = { 'x-agentflow-bot-token': token };
    await sleep(1010);
    for (let count = 0; count < 3; count += 1)
      expect((await get(SHORT, headers)).body).toContain('"display_name":"steve"');
    await here.one.done(here.bob, 'bots update', { username: 'steve', display_name: 'Steve the Great' });
    for (let count = 0; count < 3; count += 1)
      expect((await get(SHORT, headers)).body).toContain('"display_name":"Steve the Great"');
  });

  test('asks no database', async () => {
    const { token } = await issue();
    const headers = { 'x-agentflow-bot-token': token };
    await sleep(1010);
    for (let count = 0; count < 3; count += 1) await get(SHORT, headers);
    await sleep(100);
    const before = proxy.asked;
    for (let count = 0; count < 8; count += 1) expect((await get(SHORT, headers)).status).toBe(200);
    // When tokens were last used is written every five seconds, for all of them at once.
    expect(proxy.asked - before).toBeLessThanOrEqual(1);
  });

  test('may remember what it is answered, for that comes from who asks alone', async () => {
    const { token } = await issue();
    const actor = await ofToken(token, { surface: 'rest' }, process.deps);
    const context = new Proxy(
      { actor },
      {
        get: (only, name) => {
          if (name !== 'actor') throw new Error(`whoami asks for ${String(name)}`);
          return only.actor;
        },
      },
    );
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest of a context is not to be asked for
    const answer = await whoami.run(context as Parameters<typeof whoami.run>[0], {}, undefined);
    expect(answer).toMatchObject({ token_id: actor.tokenId });
    expect(Object.isFrozen(actor)).toBe(true);
    expect(warmActor(keyIn({ token }) ?? '', { surface: 'rest' }, process.deps)).toBe(actor);
  });
});

/** What whoever presents this is told. */
const told = async (token: string) =>
  ofToken(token, { surface: 'rest' }, process.deps).then(
    (bot) => bot.username,
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
  );

describe('a flood of made-up tokens', () => {
  test('asks the database nothing, a million times', { timeout: 120_000 }, async () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    await process.deps.lastUsed.write();
    const before = proxy.asked;
    let refused = 0;
    for (let count = 0; count < 1_000_000; count += 1) {
      const hex = Buffer.from(random.bytes(32)).toString('hex');
      if ((await told(`af_bot_${hex}`)) === 'unknown_bot_token') refused += 1;
    }
    Error.stackTraceLimit = limit;
    expect(refused).toBe(1_000_000);
    expect(proxy.asked - before).toBe(0);
  });

  test('with checksums that fit asks it a hundred times a second, and a new token is known all the same', async () => {
    const before = proxy.asked;
    const began = performance.now();
    let issued = 0;
    for (let wave = 0; wave < 20; wave += 1) {
      const made = Array.from({ length: 300 }, async () => told(mintOpaque(random).reveal()));
      const { token } = await issue();
      if ((await told(token)) === 'steve') issued += 1;
      expect(new Set(await Promise.all(made))).toEqual(new Set(['unknown_bot_token']));
    }
    const seconds = (performance.now() - began) / 1000;
    expect(issued).toBe(20);
    // That each new token was used once is written at once.
    expect(proxy.asked - before - 2 * issued).toBeLessThanOrEqual(100 * Math.ceil(seconds));
  });
});
