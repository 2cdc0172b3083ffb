import { zone } from '../user.ts';

/** The day that it is somewhere, as `2026-11-29`. */
export function dayIn(timeZone: string, now: Date): string {
  return new Date(now.getTime() + zone(timeZone, now).tz_offset * 1000).toISOString().slice(0, 10);
}

/** When a day begins somewhere, as a message's timestamp. */
export function beginning(day: string, timeZone: string): string {
  const there = Date.parse(day);
  // The offset of the moment that is meant, which is known nearly enough to be looked up by its own offset.
  const nearly = there - zone(timeZone, new Date(there)).tz_offset * 1000;
  const seconds = there / 1000 - zone(timeZone, new Date(nearly)).tz_offset;
  return `${String(Math.max(0, seconds)).padStart(10, '0')}.000000`;
}
