import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { redisTest } from '../../redis.ts';
import { slowPostgres as slowly } from '../../slow-postgres.ts';
import { aSecond, bytesOf, healthOf, issue, kindOf, lineThatKnows, openLine, statusOf } from './line.ts';
import { openServing } from './serving.ts';

describe('requests that came before and wait for Redis', () => {
  redisTest('are answered in order', async ({ redis }) => {
    await using slow = await slowly(redis.url);
    await using counting = await openServing(slow.url);
    const known = bytesOf(counting, (await issue(counting)).token);
    await using line = await lineThatKnows(counting, known);
    slow.delay = 40;
    line.socket.write(known);
    for (const part of [known, healthOf(counting)]) {
      await sleep(10);
      line.socket.write(part);
    }
    expect((await line.answers(3)).map(kindOf)).toEqual(['me', 'me', 'health']);
    slow.delay = 0;
    await aSecond();
    // Some in one packet and some alone, and no more than fit.
    for (let count = 0; count < 30; count += 1) line.socket.write(known);
    expect((await line.answers(30)).map(statusOf)).toEqual(Array<number>(30).fill(200));
    expect(statusOf(await line.ask(known))).toBe(429);
  });

  redisTest('are nobody else’s where their connection goes before it answers', async ({ redis }) => {
    await using slow = await slowly(redis.url);
    await using counting = await openServing(slow.url);
    const { here } = counting;
    await here.one.done(here.bob, 'bots create', { username: 'ada' });
    const known = bytesOf(counting, (await issue(counting)).token);
    const theirs = bytesOf(counting, (await issue(counting, 'ada')).token);
    await using line = await lineThatKnows(counting, known);
    slow.delay = 150;
    line.socket.write(known);
    await sleep(20);
    line.socket.write(`GET /healthz HTTP/1.1\r\nX-Junk: `);
    await sleep(20);
    line.socket.resetAndDestroy();
    await sleep(20);
    // What node:http read the other with, it reads this one with.
    await using other = await openLine(counting.address);
    await sleep(250);
    slow.delay = 0;
    expect(await other.ask(theirs)).toContain('"slug":"ada"');
  });

  redisTest('are told that it closes, where they come while it does', async ({ redis }) => {
    await using slow = await slowly(redis.url);
    await using counting = await openServing(slow.url);
    const known = bytesOf(counting, (await issue(counting)).token);
    await using line = await lineThatKnows(counting, known);
    await using late = await lineThatKnows(counting, known);
    slow.delay = 200;
    line.socket.write(known);
    await sleep(20);
    const closed = counting.close();
    await sleep(20);
    expect(statusOf(await late.ask(known))).toBe(503);
    expect((await line.answers(1)).map(statusOf)).toEqual([200]);
    await closed;
  });
});
