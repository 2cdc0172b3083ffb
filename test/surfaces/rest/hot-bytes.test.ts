import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisTest } from '../../redis.ts';
import { slowPostgres as slowly } from '../../slow-postgres.ts';
import { openServing, type Serving } from './serving.ts';

let serving: Serving;

beforeAll(async () => {
  serving = await openServing();
});

afterAll(async () => serving[Symbol.asyncDispose]());

/** One connection, on which bytes are sent as they stand. */
interface Line extends AsyncDisposable {
  socket: Socket;
  /** Resolves with what came back, when it holds so many answers. */
  answers(count: number): Promise<string[]>;
  /** Sends this and resolves with the answer to it. */
  ask(text: string): Promise<string>;
}

async function openLine(address: string): Promise<Line> {
  const socket = connect({ port: Number(new URL(address).port), host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
  const answers = async (count: number): Promise<string[]> => {
    for (;;) {
      const found = heard.split(/(?=HTTP\/1\.1 )/).filter(isWhole);
      if (found.length >= count) {
        heard = '';
        return found;
      }
      await sleep(2);
    }
  };
  return {
    socket,
    answers,
    ask: async (text) => {
      socket.write(text);
      return (await answers(1)).join();
    },
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Whether an answer with its length in its head is all there. */
function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return body.length >= Number(/content-length: (\d+)/i.exec(head)?.[1] ?? NaN);
}

const bytesOf = (token: string, more = ''): string =>
  `GET /api/v1/bots/me HTTP/1.1\r\nHost: ${new URL(serving.address).host}\r\nX-AgentFlow-Bot-Token: ${token}\r\n${more}\r\n`;

async function issue({ here }: Serving = serving): Promise<{ id: string; token: string }> {
  const { id, token } = await here.issue();
  return { id, token: token.reveal() };
}

/** What the same bytes are answered at different times in the same words. */
const steady = (answer: string): string =>
  answer
    .replace(/^x-request-id: .*\r\n/im, '')
    .replace(/^date: .*GMT\r\n/im, '')
    .replace(/^ratelimit: .*t=1\r\n/im, '')
    .split('\r\n')
    .toSorted()
    .join('\n');

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** A line on which these bytes were sent so often that they are known. */
async function lineThatKnows(bytes: string, on: Serving = serving): Promise<Line> {
  const line = await openLine(on.address);
  for (let count = 0; count < 2; count += 1) expect(statusOf(await line.ask(bytes))).toBe(200);
  const before = on.read;
  expect(statusOf(await line.ask(bytes))).toBe(200);
  expect(on.read - before).toBe(0);
  return line;
}

/** So that nothing of before counts to the second. */
const aSecond = async () => sleep(1010);

describe('a request that came before, byte for byte', () => {
  test('is answered as node:http answered it, and not read again', async () => {
    const bytes = bytesOf((await issue()).token);
    await using line = await openLine(serving.address);
    const before = serving.read;
    const answers: string[] = [];
    for (let count = 0; count < 5; count += 1) answers.push(await line.ask(bytes));
    expect(serving.read - before).toBe(2);
    expect(new Set(answers.map(steady))).toEqual(new Set([steady(answers[0] ?? '')]));
    expect(new Set(answers.map((answer) => /x-request-id: (.*)/.exec(answer)?.[1])).size).toBe(5);
    for (const answer of answers) expect(Date.parse(/date: (.*)/i.exec(answer)?.[1] ?? '')).not.toBeNaN();
  });

  test('is known on another connection too, once that has said anything', async () => {
    await aSecond();
    const bytes = bytesOf((await issue()).token, 'X-Request-Id: mine\r\n');
    await using first = await lineThatKnows(bytes);
    await using other = await openLine(serving.address);
    const before = serving.read;
    for (let count = 0; count < 4; count += 1)
      expect(await other.ask(bytes)).toContain('x-request-id: mine\r\n');
    expect(serving.read - before).toBe(1);
    expect(first.socket.destroyed).toBe(false);
  });

  test('has no more for it than others have, and is counted once', async () => {
    const bytes = bytesOf((await issue()).token);
    await using line = await lineThatKnows(bytes);
    await aSecond();
    const statuses: number[] = [];
    for (let count = 0; count < 18; count += 1) statuses.push(statusOf(await line.ask(bytes)));
    // Half of what a bot may is this process's part, beside the other.
    expect(statuses).toEqual([...Array<number>(15).fill(200), 429, 429, 429]);
    await aSecond();
    expect(statusOf(await line.ask(bytes))).toBe(200);
  });

  test('is refused from the moment its token is revoked, and when its bot is another the answer is', async () => {
    await aSecond();
    const { id, token } = await issue();
    const bytes = bytesOf(token);
    await using line = await lineThatKnows(bytes);
    await serving.here.one.done(serving.here.bob, 'bots update', {
      username: 'steve',
      display_name: 'Stève',
    });
    for (let count = 0; count < 3; count += 1) {
      const answer = await line.ask(bytes);
      expect(Buffer.from(answer, 'latin1').toString()).toContain('"display_name":"Stève"');
    }
    await serving.here.revoke(id);
    expect(await line.ask(bytes)).toMatch(/^HTTP\/1\.1 401 [^]*revoked_bot_token/);
  });

  test('ends where its connection says so, and is read each time', async () => {
    const bytes = bytesOf((await issue()).token, 'Connection: close\r\n');
    for (let count = 0; count < 3; count += 1) {
      await using line = await openLine(serving.address);
      const before = serving.read;
      expect(await line.ask(bytes)).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
      expect(serving.read - before).toBe(1);
    }
  });
});

describe('bytes that a request came in before, where they are no request,', () => {
  test.each([
    ['the body of another', (bytes: string) => [`Content-Length: ${bytes.length}\r\n\r\n`, bytes]],
    [
      'a part of a body in chunks',
      (bytes: string) => [
        `Transfer-Encoding: chunked\r\n\r\n${bytes.length.toString(16)}\r\n`,
        bytes,
        '\r\n0\r\n\r\n',
      ],
    ],
  ])('are read as %s', async (_what, parts) => {
    await aSecond();
    const bytes = bytesOf((await issue()).token);
    await using line = await lineThatKnows(bytes);
    const head = `GET /healthz HTTP/1.1\r\nHost: ${new URL(serving.address).host}\r\n`;
    for (const [index, part] of parts(bytes).entries()) {
      line.socket.write(index === 0 ? head + part : part);
      await sleep(30);
    }
    const answered = await line.answers(1);
    expect(answered.map(statusOf)).toEqual([200]);
    expect(answered.join()).toContain('{"ok":true}');
    expect(statusOf(await line.ask(bytes))).toBe(200);
  });

  test('are read as the rest of a head', async () => {
    await aSecond();
    const bytes = bytesOf((await issue()).token);
    await using line = await lineThatKnows(bytes);
    line.socket.write(`GET /healthz HTTP/1.1\r\nHost: ${new URL(serving.address).host}\r\nX-Thing: `);
    await sleep(30);
    line.socket.write(bytes);
    const [answer = ''] = await line.answers(1);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"ok":true\}$/);
  });
});

describe('requests that do not wait for each other', () => {
  test('are answered in order, at once or in pieces', async () => {
    await aSecond();
    const { token } = await issue();
    const [one, two] = ['one', 'two'].map((id) => bytesOf(token, `X-Request-Id: ${id}\r\n`));
    if (one === undefined || two === undefined) throw new Error('there are two');
    await using line = await lineThatKnows(one);
    await line.ask(two);
    line.socket.write(one + two);
    expect((await line.answers(2)).map(named)).toEqual(['one', 'two']);
    await aSecond();
    line.socket.write(one.slice(0, 20));
    await sleep(30);
    line.socket.write(one.slice(20) + two);
    expect((await line.answers(2)).map(named)).toEqual(['one', 'two']);
  });

  test('are answered in order where the first waits for the database', async () => {
    await aSecond();
    const { token } = await issue();
    const known = bytesOf(token, 'X-Request-Id: two\r\n');
    await using line = await lineThatKnows(known);
    serving.proxy.delay = 40;
    line.socket.write(known.replace('/bots/me', '/tokens').replace(': two', ': one'));
    await sleep(20);
    line.socket.write(known);
    const answers = await line.answers(2);
    serving.proxy.delay = 0;
    expect(answers.map(named)).toEqual(['one', 'two']);
    expect(answers.map(statusOf)).toEqual([200, 200]);
  });

  redisTest('are answered in order where the first waits for Redis', async ({ redis }) => {
    await using slow = await slowly(redis.url);
    await using counting = await openServing(slow.url);
    const { token } = await issue(counting);
    const { host } = new URL(counting.address);
    const known = bytesOf(token, 'X-Request-Id: one\r\n').replace(/Host: .*/, `Host: ${host}`);
    const health = `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nX-Request-Id: two\r\n\r\n`;
    await using line = await lineThatKnows(known, counting);
    slow.delay = 40;
    line.socket.write(known);
    for (const part of [known, health]) {
      await sleep(10);
      line.socket.write(part);
    }
    expect((await line.answers(3)).map(named)).toEqual(['one', 'one', 'two']);
    slow.delay = 0;
    await aSecond();
    // Some in one packet and some alone, and no more than fit.
    for (let count = 0; count < 30; count += 1) line.socket.write(known);
    expect((await line.answers(30)).map(statusOf)).toEqual(Array<number>(30).fill(200));
    expect(await line.ask(known)).toMatch(/^HTTP\/1\.1 429 [^]*x-request-id: one\r\n/);
  });
});

const named = (answer: string): string | undefined => /x-request-id: (.*)\r/.exec(answer)?.[1];
