import { expect, test } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  called,
  type Health,
  restAfter,
  widthOf,
} from '../../src/core/webhook-health.ts';

const START = new Date('2026-11-22T10:00:00Z').getTime();
const HOUR = 3_600_000;
const FRESH: Health = {
  failing_since: null,
  failures: 0,
  warned_at: null,
  last_error: null,
  last_error_at: null,
  last_success_at: null,
};

/** One attempt an hour: true for a success. Gives when it was warned and disabled, in hours. */
function course(outcome: (hour: number) => boolean, hours: number) {
  let health = FRESH;
  const told: Record<string, number> = {};
  for (let hour = 0; hour < hours && told['failing'] === undefined; hour += 1) {
    const at = new Date(START + hour * HOUR);
    health = outcome(hour) ? afterSuccess(health, at) : afterFailure(health, 'status_500', at);
    const next = called(health, at);
    if (next === 'warn') health = { ...health, warned_at: at };
    if (next) told[next] ??= hour;
  }
  return told;
}

test('nothing but failures is told after a day, and ends after five', () => {
  expect(course(() => false, 200)).toEqual({ warn: 24, failing: 120 });
});

test('one success among them begins anew', () => {
  expect(course((hour) => hour % 20 === 0, 1000)).toEqual({});
  expect(course((hour) => hour === 119, 200)).toEqual({ warn: 24 });
});

test('few failures are no reason, however long ago the first was', () => {
  expect(course((hour) => hour % 7 === 0, 400)).toEqual({});
  const seldom = Array.from({ length: 19 }, (_, day) => new Date(START + day * 24 * HOUR));
  const health = seldom.reduce((so, at) => afterFailure(so, 'status_500', at), FRESH);
  expect(called({ ...health, warned_at: seldom[1] ?? null }, seldom.at(-1) ?? new Date(0))).toBeUndefined();
});

test('one that goes on failing is tried one at a time, with rests that grow to a minute', () => {
  expect([0, 4, 5, 50].map((failures) => widthOf({ failures }, 8))).toEqual([8, 8, 1, 1]);
  expect([4, 5, 6, 10, 11, 500].map((failures) => restAfter({ failures }))).toEqual([
    0, 1000, 2000, 32_000, 60_000, 60_000,
  ]);
});
