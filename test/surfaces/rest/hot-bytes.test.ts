import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aSecond, bytesOf, healthOf, issue, kindOf, lineThatKnows, openLine, statusOf } from './line.ts';
import { openServing, type Serving } from './serving.ts';

let serving: Serving;

beforeAll(async () => {
  serving = await openServing();
});

afterAll(async () => serving[Symbol.asyncDispose]());

/** What the same bytes are answered at different times in the same words. */
const steady = (answer: string): string =>
  answer
    .replace(/^x-request-id: .*\r\n/im, '')
    .replace(/^date: .*GMT\r\n/im, '')
    .replace(/^ratelimit: .*t=1\r\n/im, '')
    .split('\r\n')
    .toSorted()
    .join('\n');

describe('a request that came before, byte for byte', () => {
  test('is answered as node:http answered it, and not read again', async () => {
    const bytes = bytesOf(serving, (await issue(serving)).token);
    await using line = await openLine(serving.address);
    const before = serving.read;
    const answers: string[] = [];
    for (let count = 0; count < 6; count += 1) answers.push(await line.ask(bytes));
    expect(serving.read - before).toBe(4);
    expect(new Set(answers.map(steady))).toEqual(new Set([steady(answers[0] ?? '')]));
    expect(new Set(answers.map((answer) => /x-request-id: (.*)/.exec(answer)?.[1])).size).toBe(6);
    for (const answer of answers) expect(Date.parse(/date: (.*)/i.exec(answer)?.[1] ?? '')).not.toBeNaN();
  });

  test('is known on another connection too, once that is listened to', async () => {
    await aSecond();
    const bytes = bytesOf(serving, (await issue(serving)).token);
    await using _first = await lineThatKnows(serving, bytes);
    await using other = await openLine(serving.address);
    const before = serving.read;
    for (let count = 0; count < 4; count += 1) expect(statusOf(await other.ask(bytes))).toBe(200);
    expect(serving.read - before).toBe(2);
  });

  test('is read each time where it has a name of its own, by which it is answered', async () => {
    await aSecond();
    const bytes = bytesOf(serving, (await issue(serving)).token, 'X-Request-Id: mine\r\n');
    await using line = await openLine(serving.address);
    const before = serving.read;
    for (let count = 0; count < 4; count += 1)
      expect(await line.ask(bytes)).toContain('x-request-id: mine\r\n');
    expect(serving.read - before).toBe(4);
  });

  test('has no more for it than others have, and is counted once', async () => {
    const bytes = bytesOf(serving, (await issue(serving)).token);
    await using line = await lineThatKnows(serving, bytes);
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
    const { id, token } = await issue(serving);
    const bytes = bytesOf(serving, token);
    await using line = await lineThatKnows(serving, bytes);
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
    const bytes = bytesOf(serving, (await issue(serving)).token, 'Connection: close\r\n');
    for (let count = 0; count < 3; count += 1) {
      await using line = await openLine(serving.address);
      const before = serving.read;
      expect(await line.ask(bytes)).toMatch(/^HTTP\/1\.1 200 [^]*connection: close/i);
      expect(serving.read - before).toBe(1);
    }
  });
});

const withBody = (length: number): string => healthOf(serving, `Content-Length: ${length}\r\n`);

/** What node:http refuses without telling anybody. */
const unmet = (more: string): string => healthOf(serving, `Expect: a\r\n${more}`);

describe('bytes that a request came in before, where they are no request,', () => {
  test.each([
    [
      'the body of another',
      (bytes: string) => [healthOf(serving, `Content-Length: ${bytes.length}\r\n`), bytes],
    ],
    [
      'a part of a body in chunks',
      (bytes: string) => [
        `${healthOf(serving, 'Transfer-Encoding: chunked\r\n')}${bytes.length.toString(16)}\r\n`,
        bytes,
        '\r\n0\r\n\r\n',
      ],
    ],
    ['the rest of a head', (bytes: string) => [healthOf(serving, 'X-Thing: ').slice(0, -2), bytes]],
  ])('are read as %s', async (_what, parts) => {
    await aSecond();
    const bytes = bytesOf(serving, (await issue(serving)).token);
    await using line = await lineThatKnows(serving, bytes);
    for (const part of parts(bytes)) {
      line.socket.write(part);
      await sleep(30);
    }
    expect((await line.answers(1)).map(kindOf)).toEqual(['health']);
    expect(statusOf(await line.ask(bytes))).toBe(200);
  });

  test.each([
    ['two empty lines', (length: number) => [`\r\n\r\n${withBody(length)}`]],
    ['one that expects what nobody knows', (length: number) => [unmet('') + withBody(length)]],
    ['nothing, and expects what nobody knows', (length: number) => [unmet(`Content-Length: ${length}\r\n`)]],
    ['another at once', (length: number) => [healthOf(serving) + unmet(`Content-Length: ${length}\r\n`)]],
    [
      'one that came without its last byte',
      (length: number) => [healthOf(serving).slice(0, -1), `\n${unmet(`Content-Length: ${length}\r\n`)}`],
    ],
  ])('are read as the body of a request that came after %s', async (_what, parts) => {
    await aSecond();
    const bytes = bytesOf(serving, (await issue(serving)).token);
    await using line = await lineThatKnows(serving, bytes);
    for (const part of [...parts(bytes.length), bytes]) {
      line.socket.write(part);
      await sleep(30);
    }
    line.socket.write(healthOf(serving));
    await sleep(60);
    expect((await line.answers(1)).map(kindOf)).not.toContain('me');
  });
});

describe('requests that do not wait for each other', () => {
  test('are answered in order, at once or in pieces', async () => {
    await aSecond();
    const one = bytesOf(serving, (await issue(serving)).token);
    const two = one.replace('/bots/me', '/bots/me?');
    await using line = await lineThatKnows(serving, one);
    line.socket.write(one + two + one);
    expect((await line.answers(3)).map(statusOf)).toEqual([200, 200, 200]);
    line.socket.write(one.slice(0, 20));
    await sleep(30);
    line.socket.write(one.slice(20) + healthOf(serving));
    expect((await line.answers(2)).map(kindOf)).toEqual(['me', 'health']);
  });

  test('are answered in order where the first waits for the database', async () => {
    await aSecond();
    const known = bytesOf(serving, (await issue(serving)).token);
    await using line = await lineThatKnows(serving, known);
    serving.proxy.delay = 40;
    line.socket.write(known.replace('/bots/me', '/tokens'));
    await sleep(20);
    line.socket.write(known);
    const answers = await line.answers(2);
    serving.proxy.delay = 0;
    expect(answers.map(kindOf)).toEqual(['tokens', 'me']);
    expect(answers.map(statusOf)).toEqual([200, 200]);
  });
});
