import { expect, test } from 'vitest';
import { FollowingClock } from '../../src/core/following-clock.ts';

function openClock(own: number) {
  const time = { elapsed: 0 };
  const clock = new FollowingClock({ now: () => new Date(own), elapsed: () => time.elapsed });
  return { time, clock, shows: () => clock.now().getTime() };
}

test('a clock that follows another tells the time of its own until it has heard of the other', () => {
  const { time, shows } = openClock(10_000);
  time.elapsed = 500;
  expect(shows()).toBe(10_500);
});

test('it tells the time of the other to within the time that asking took, and goes on between', () => {
  const { time, clock, shows } = openClock(10_000);
  time.elapsed = 100;
  clock.follow(70_000, 90, 100);
  expect(shows()).toBeGreaterThanOrEqual(70_000);
  expect(shows()).toBeLessThanOrEqual(70_010);
  const before = shows();
  time.elapsed = 350;
  expect(shows()).toBe(before + 250);
});

test('it does not move for what may be right, and no more than it has to for what cannot be', () => {
  const { time, clock, shows } = openClock(10_000);
  clock.follow(10_300, 0, 600);
  expect(shows()).toBe(10_000);
  // The other showed 9990 between 0 and 5 of ours: ours is at least 5 ahead.
  clock.follow(9990, 0, 5);
  expect(shows()).toBe(9990);
  time.elapsed = 5;
  expect(shows()).toBe(9995);
});
