import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ring } from '../../src/core/ring.ts';

test('no second, wherever it begins, holds more than was allowed', () => {
  const gaps = fc.array(fc.double({ min: 0, max: 700, noNaN: true }), { maxLength: 80 });
  let refusals = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), gaps, (size, steps) => {
      const ring = new Ring(size);
      const taken: number[] = [];
      let now = 0;
      for (const step of steps) {
        now += step;
        if (ring.take(now)) taken.push(now);
        else refusals += 1;
      }
      for (const begin of taken) {
        const within = taken.filter((time) => time >= begin && time - begin < 1000);
        expect(within.length).toBeLessThanOrEqual(size);
      }
    }),
    { numRuns: 300 },
  );
  expect(refusals).toBeGreaterThan(100);
});

test('what was refused is not counted, so a second later there is room again', () => {
  const ring = new Ring(2);
  expect([0, 10, 20, 999, 1000, 1009, 1010].map((now) => ring.take(now))).toEqual([
    true,
    true,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test('a ring that takes the place of another goes on from what that has counted', () => {
  const ring = new Ring(4);
  for (const now of [0, 1, 2, 3, 4]) ring.note(now);
  const smaller = new Ring(2, { before: ring });
  expect([smaller.take(1002), smaller.take(1003), smaller.take(1004)]).toEqual([false, true, true]);
  const larger = new Ring(5, { before: ring });
  expect([larger.take(5), larger.take(6), larger.take(1001)]).toEqual([true, false, true]);
});
