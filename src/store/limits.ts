import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Log } from '../core/ports.ts';

/** How long Redis may take: whoever waits is in the middle of a request. */
const PATIENCE_MS = 250;

/**
 * A list of the last N times, newest first, in microseconds of Redis's clock. A clock that was set back finds a time
 * that is yet to come, which counts for nothing. Answers how many more fit, for which it halves its way to the oldest
 * that counts; -1 when this one did not.
 */
const TAKE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local most = tonumber(ARGV[1])
  local oldest = tonumber(redis.call('LINDEX', KEYS[1], most - 1))
  if oldest and now >= oldest and now - oldest < 1000000 then return -1 end
  redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('LTRIM', KEYS[1], 0, most - 1)
  redis.call('PEXPIRE', KEYS[1], 2000)
  local from, to = 1, most
  while from < to do
    local middle = math.floor((from + to) / 2)
    local time = tonumber(redis.call('LINDEX', KEYS[1], middle))
    if time and now - time < 1000000 then from = middle + 1 else to = middle end
  end
  return most - from`;
const SHA = createHash('sha1').update(TAKE).digest('hex');

/** Limits that all processes on one Redis count together. It is asked anew by itself once it is back. */
export class RedisLimits implements AsyncDisposable {
  readonly #redis: Redis;

  constructor(url: string, log: Log) {
    let isLost = false;
    this.#redis = new Redis(url, {
      // What cannot be asked at once is not asked: the caller has something to fall back on.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
      connectTimeout: 1000,
      // A partition that says nothing raises no error.
      socketTimeout: PATIENCE_MS,
      retryStrategy: (times) => Math.min(100 * times, 1000),
    });
    this.#redis.on('ready', () => (isLost = false));
    this.#redis.on('error', (error: Error) => {
      if (!isLost) log.warn(`Redis does not answer, so each process lets through its part: ${error.message}`);
      isLost = true;
    });
  }

  /** How many more fit after this one, negative when it did not. One command a request. */
  async take(key: string, most: number): Promise<number> {
    const name = `botmint:limit:${key}`;
    const answer = await this.#redis.evalsha(SHA, 1, name, most).catch(async (error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return this.#redis.eval(TAKE, 1, name, most);
    });
    return Number(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.disconnect();
  }
}
