import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openSide } from '../../bench/side.ts';
import { migratedDatabase } from '../../database.ts';
import { type Admission, fullestSecond } from '../../fullest-second.ts';
import { redisTest } from '../../redis.ts';

const MOST = 30;

/** One bot of the tier free, on a machine whose clock is so many milliseconds ahead. */
const args = (ahead: number): string[] => ['/api/v1/bots/me', 'opaque', String(ahead), '1', 'free'];

redisTest(
  'two processes on one Redis let a bot in thirty times in any second, one of them ten minutes ahead',
  { timeout: 60_000 },
  async ({ redis }) => {
    await using database = await migratedDatabase();
    const environment = { DATABASE_URL: database.url, REDIS_URL: redis.url };
    await using one = await openSide('one', './sides/ours.ts', environment, args(0));
    const [, token = ''] = /bot-token: (\S+)/.exec(String(one.requests[0])) ?? [];
    const beside = { ...environment, BENCH_TOKENS: token };
    await using other = await openSide('other', './sides/ours.ts', beside, args(600_000));
    const admitted: Admission[] = [];
    const ask = async (port: number): Promise<void> => {
      const sent = performance.now();
      const { status } = await fetch(`http://127.0.0.1:${port}/api/v1/bots/me`, {
        headers: { 'x-agentflow-bot-token': token },
      });
      if (status === 200) admitted.push({ sent, received: performance.now() });
      else expect(status).toBe(429);
    };
    // Until both have reached Redis each lets through its part: that is another second.
    for (const { port } of [one, other]) await ask(port);
    await sleep(1500);
    admitted.length = 0;
    const until = performance.now() + 2500;
    await Promise.all(
      [one, other, one, other].map(async ({ port }) => {
        while (performance.now() < until) await Promise.all([ask(port), ask(port), sleep(3)]);
      }),
    );
    expect(fullestSecond(admitted)).toBeLessThanOrEqual(MOST);
    expect(admitted.length).toBeGreaterThan(2 * MOST);
  },
);
