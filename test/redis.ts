import { test } from 'vitest';
import { openRedis, REDIS_ADVICE, type RedisServer } from './redis-server.ts';

/**
 * A test with a real Redis. Without one on the machine it is skipped and says how to get it; where CI is set it fails,
 * because nobody looks at what is skipped there.
 */
export const redisTest = test.extend<{ redis: RedisServer }>({
  redis: async ({ skip }, use) => {
    await using redis = await openRedis();
    if (redis === undefined) {
      if (process.env['CI']) throw new Error(REDIS_ADVICE);
      return skip(REDIS_ADVICE);
    }
    await use(redis);
  },
});
