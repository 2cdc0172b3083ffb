import { assert, constantFrom, date, double, integer, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/core/retry-after.ts';
import { judge } from '../../src/core/verdicts.ts';
import type { EgressFault } from '../../src/core/ports.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const BOT = { retry: 'bot', retry_steps: null } as const;
const STANDARD = { retry: 'standard', retry_steps: null } as const;
const MINUTE = 60_000;

const judged = (
  status: number | null,
  more: Partial<Parameters<typeof judge>[0]> & { headers?: Record<string, string>; fault?: EgressFault } = {},
) => {
  const { headers = {}, fault = null, ...rest } = more;
  const reply = { status, fault, headers };
  return judge({ reply, number: 1, profile: BOT, now: NOW, happenedAt: NOW, chance: 0, ...rest });
};

describe('an attempt', () => {
  test.each([200, 201, 204, 299])('is a success when the answer is %d', (status) => {
    expect(judged(status)).toMatchObject({ state: 'delivered', error: null, disable: undefined });
  });

  test.each([100, 301, 302, 307, 308, 400, 401, 404, 500, 599])('is tried again after %d', (status) => {
    expect(judged(status)).toMatchObject({ state: 'waiting', afterMs: 1000, error: `status_${status}` });
  });

  test.each([502, 504])('leaves one alone for a minute that answered %d', (status) => {
    expect(judged(status).afterMs).toBe(MINUTE);
    expect(judged(status, { profile: STANDARD, number: 2 }).afterMs).toBe(5 * MINUTE);
    expect(judged(status, { profile: { retry: 'custom', retry_steps: [100] } }).afterMs).toBe(100);
  });

  test('that took too long is one of those', () => {
    expect(judged(null, { fault: 'timeout' })).toMatchObject({ afterMs: MINUTE, error: 'timeout' });
    expect(judged(null, { fault: 'reset' })).toMatchObject({ afterMs: 1000, error: 'reset' });
  });

  test('may not go somewhere, and is not tried again', () => {
    expect(judged(null, { fault: 'blocked_address' })).toMatchObject({ state: 'failed', disable: undefined });
  });

  test('that finds nobody any more disables the webhook, and what waits is kept', () => {
    expect(judged(410)).toMatchObject({ state: 'waiting', disable: 'gone' });
  });

  test('can be told that no more are wanted, or this one not again', () => {
    expect(judged(500, { headers: { 'webhook-delivery': 'disable' } }).disable).toBe('told');
    expect(judged(200, { headers: { 'webhook-delivery': ' Disable' } })).toMatchObject({
      state: 'delivered',
      disable: 'told',
    });
    expect(judged(500, { headers: { 'webhook-delivery': 'abort-message' } }).state).toBe('failed');
  });

  test('is the last one when the list is over, or what there is to say is a day old', () => {
    expect(judged(500, { profile: STANDARD, number: 9 }).state).toBe('waiting');
    expect(judged(500, { profile: STANDARD, number: 10 }).state).toBe('failed');
    const happenedAt = new Date(NOW.getTime() - 86_400_000 + 30_000);
    expect(judged(500, { number: 20, happenedAt }).state).toBe('expired');
    expect(judged(500, { number: 3, happenedAt }).state).toBe('waiting');
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [new Date(NOW.getTime() + 90_000).toUTCString(), 90_000],
    ['1000000000', 3_600_000],
    ['9999999999', 3_600_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 3_600_000],
    ['-1', 0],
    ['0', 0],
    ['soon', 0],
    ['1.5', 0],
    ['', 0],
    [new Date(NOW.getTime() - 1000).toUTCString(), 0],
    ['2026-11-22T10:05:00Z', 0],
  ])('%s has the webhook rest', (value, restMs) => {
    for (const status of [429, 503]) {
      const verdict = judged(status, { headers: { 'retry-after': value } });
      expect(verdict.restMs).toBe(restMs);
      expect(verdict.afterMs).toBe(Math.max(1000, restMs));
    }
  });

  test('is heeded for six hours by the standard profile, and by no other answer', () => {
    const headers = { 'retry-after': '99999' };
    expect(judged(503, { headers, profile: STANDARD }).restMs).toBe(6 * 3_600_000);
    expect(judged(500, { headers }).restMs).toBe(0);
  });

  test('is heeded by the webhook also where the delivery is given up', () => {
    const headers = { 'retry-after': '120' };
    expect(judged(429, { headers, profile: STANDARD, number: 10 })).toMatchObject({
      state: 'failed',
      restMs: 120_000,
    });
  });

  test('never throws, and asks for whole seconds to come', () => {
    assert(
      property(
        oneof(
          string(),
          date({ noInvalidDate: true }).map((time) => time.toUTCString()),
        ),
        (text) => {
          const seconds = parseRetryAfter(text, NOW);
          const isWhole = Number.isInteger(seconds) && seconds !== undefined && seconds > 0;
          expect(seconds === undefined || (isWhole && seconds < 2 ** 31)).toBe(true);
        },
      ),
    );
  });
});

test('whatever comes back, the next step is whole milliseconds and never less than the profile says', () => {
  const fault = constantFrom<EgressFault | null>(null, 'timeout', 'reset', 'tls', 'name_not_found');
  assert(
    property(
      integer({ min: 100, max: 599 }),
      fault,
      integer({ min: 1, max: 12 }),
      double({ min: 0, max: 1, noNaN: true }),
      (status, why, number, chance) => {
        const verdict = judged(why ? null : status, {
          ...(why && { fault: why }),
          number,
          chance,
          profile: STANDARD,
        });
        expect(Number.isInteger(verdict.afterMs)).toBe(true);
        expect(verdict.state !== 'waiting' || verdict.afterMs >= 5000).toBe(true);
      },
    ),
  );
});
