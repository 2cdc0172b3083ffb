import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absolute, absoluteAndRelative, isTimeZone, relative, stamp } from '../../src/core/times.ts';

const now = new Date('2026-11-21T08:52:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const inBerlin = (time: string) => absolute(new Date(time), 'Europe/Berlin');

describe('a time is told', () => {
  test.each([
    ['2027-03-01T08:52:00Z', 'Europe/Berlin', '1 Mar 2027, 09:52 CET'],
    ['2027-07-01T08:52:00Z', 'Europe/Berlin', '1 Jul 2027, 10:52 CEST'],
    ['2027-03-01T08:52:00Z', 'America/New_York', '1 Mar 2027, 03:52 EST'],
    ['2027-07-01T08:52:00Z', 'America/New_York', '1 Jul 2027, 04:52 EDT'],
    ['2027-03-01T00:00:00Z', 'UTC', '1 Mar 2027, 00:00 UTC'],
    ['2027-03-01T08:52:00Z', 'Asia/Kolkata', '1 Mar 2027, 14:22 GMT+5:30'],
    ['2126-11-21T21:14:00Z', 'UTC', '21 Nov 2126, 21:14 UTC'],
  ])('%s in %s as %s', (time, zone, words) => {
    expect(absolute(new Date(time), zone)).toBe(words);
  });

  test('on both sides of the hour that happens twice', () => {
    expect(inBerlin('2026-10-25T00:30:00Z')).toBe('25 Oct 2026, 02:30 CEST');
    expect(inBerlin('2026-10-25T01:30:00Z')).toBe('25 Oct 2026, 02:30 CET');
  });

  test('in lists as Sym tells it', () => {
    expect(stamp(new Date('2022-11-18T14:52:44Z'), 'America/New_York')).toBe('2022-11-18 09:52:44 EST');
    expect(stamp(new Date('2126-11-21T21:14:00Z'), 'UTC')).toBe('2126-11-21 21:14:00 UTC');
  });

  test('with its distance', () => {
    expect(absoluteAndRelative(later(100 * 86_400), 'Europe/Berlin', now)).toBe(
      '1 Mar 2027, 09:52 CET (in 100 days)',
    );
  });

  test('in no zone that does not exist', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', 'CET; drop table'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('a distance is told', () => {
  test.each([
    [0, 'now'],
    [0.4, 'now'],
    [1, 'in 1 second'],
    [59, 'in 59 seconds'],
    [60, 'in 1 minute'],
    [3569, 'in 59 minutes'],
    [3599, 'in 1 hour'],
    [-3 * 3600, '3 hours ago'],
    [86_399, 'in 1 day'],
    [86_400, 'in 1 day'],
    [-86_400, '1 day ago'],
    [365 * 86_400, 'in 365 days'],
    [729 * 86_400, 'in 729 days'],
    [730 * 86_400, 'in 2 years'],
    [36_500 * 86_400, 'in 100 years'],
  ])('%d seconds as %s', (seconds, words) => {
    expect(relative(later(seconds), now)).toBe(words);
  });

  test('never as 60 seconds, 60 minutes or 24 hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (seconds) => {
        expect(relative(later(seconds), now)).not.toMatch(/\b(60 seconds|60 minutes|24 hours)\b/);
      }),
      { numRuns: 5000 },
    );
  });
});
