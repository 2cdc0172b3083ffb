import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { Limits, refuseOver } from '../../src/commands/limits.ts';
import type { BotActor } from '../../src/core/actor.ts';
import { RedisLimits } from '../../src/store/limits.ts';
import { clock, ids } from '../../src/system.ts';
import { type Admission, fullestSecond } from '../fullest-second.ts';
import { redisTest } from '../redis.ts';
import { slowPostgres as slowly } from '../slow-postgres.ts';

const PROCESSES = 4;
const MOST = 30;

const aBot = (): BotActor =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a limit looks at no more of a bot than this
  ({ kind: 'bot', id: ids.make<'bot'>(), tier: 'free' }) as BotActor;

interface Fleet extends AsyncDisposable {
  admitted: Admission[];
  logged: string[];
  /** Every process asks for the bot, again and again, for so long. */
  ask(bot: BotActor, milliseconds: number): Promise<void>;
}

function openFleet(url: string | undefined, parts = PROCESSES): Fleet {
  const logged: string[] = [];
  const log = { warn: (line: string) => logged.push(line), error: (line: string) => logged.push(line) };
  const stores = Array.from({ length: PROCESSES }, () =>
    url === undefined ? undefined : new RedisLimits(url, log),
  );
  const fleet = stores.map((shared) => new Limits(clock, { shared, living: () => parts }));
  const admitted: Admission[] = [];
  const once = async (limits: Limits, bot: BotActor): Promise<void> => {
    const sent = clock.elapsed();
    refuseOver(await limits.count(bot));
    admitted.push({ sent, received: clock.elapsed() });
  };
  return {
    admitted,
    logged,
    ask: async (bot, milliseconds) => {
      const until = clock.elapsed() + milliseconds;
      const asking = fleet.map(async (limits) => {
        while (clock.elapsed() < until) {
          // A refusal is the other answer that a limit has.
          await Promise.all([1, 2].map(async () => once(limits, bot).catch(refused)));
          await sleep(2);
        }
      });
      await Promise.all(asking);
    },
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) await store?.[Symbol.asyncDispose]();
    },
  };
}

function refused(error: unknown): void {
  const isRefusal = error instanceof Error && 'code' in error && error.code === 'rate_limited';
  if (!isRefusal) throw error;
}

describe('a limit over four processes', () => {
  redisTest('is never passed in any second, and is used up', async ({ redis }) => {
    await using fleet = openFleet(redis.url);
    const bot = aBot();
    await fleet.ask(bot, 600);
    // Until all of them have reached the store, each lets through its part: that is another bot's second.
    fleet.admitted.length = 0;
    await sleep(1500);
    await fleet.ask(bot, 3500);
    expect(fullestSecond(fleet.admitted)).toBeLessThanOrEqual(MOST);
    expect(fleet.admitted.length).toBeGreaterThan(2 * MOST);
  });

  redisTest('would be passed if each counted for itself: the check bites', async () => {
    await using fleet = openFleet(undefined, 1);
    await fleet.ask(aBot(), 1500);
    expect(fullestSecond(fleet.admitted)).toBeGreaterThan(MOST);
  });

  redisTest(
    'is parted among them while the store is away, and together again when it is back',
    async ({ redis }) => {
      await using fleet = openFleet(redis.url);
      const bot = aBot();
      await fleet.ask(bot, 2500);
      await redis.kill();
      fleet.admitted.length = 0;
      await fleet.ask(bot, 2500);
      expect(fullestSecond(fleet.admitted)).toBeLessThanOrEqual(MOST);
      expect(fleet.admitted.length).toBeGreaterThan(PROCESSES * Math.floor(MOST / PROCESSES));
      await redis.start();
      await fleet.ask(bot, 5000);
      expect(fullestSecond(fleet.admitted)).toBeLessThanOrEqual(MOST);
      expect(fleet.logged.filter((line) => line.startsWith('Redis does not answer'))).toHaveLength(PROCESSES);
      // One that asks alone gets all of it again, and not its part.
      const last = fleet.admitted.at(-1)?.received ?? 0;
      const lastSecond = fleet.admitted.filter(({ received }) => received > last - 1000);
      expect(lastSecond.length).toBeGreaterThan(PROCESSES * Math.floor(MOST / PROCESSES));
    },
  );

  redisTest('is parted also when the store goes silent, and nobody waits for long', async ({ redis }) => {
    await using proxy = await slowly(redis.url);
    await using fleet = openFleet(proxy.url);
    const bot = aBot();
    await fleet.ask(bot, 1500);
    proxy.silence();
    await fleet.ask(bot, 2500);
    expect(fullestSecond(fleet.admitted)).toBeLessThanOrEqual(MOST);
    const slowest = Math.max(...fleet.admitted.map(({ sent, received }) => received - sent));
    // oxlint-disable-next-line no-console -- how long it took is what a reader wants of this
    console.log(`The slowest was let in after ${Math.round(slowest)} ms.`);
    proxy.hear();
  });
});
