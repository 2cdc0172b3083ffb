import { counted } from './text.ts';

/** Each from the size on that would be told as a whole one of it; days stay days up to two years. */
const UNITS: [name: string, seconds: number, from: number][] = [
  ['year', 31_536_000, 2 * 31_536_000],
  ['day', 86_400, 86_400 - 1800],
  ['hour', 3600, 3600 - 30],
  ['minute', 60, 60],
  ['second', 1, 1],
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes 50 microseconds. There are a few for each zone, and of those some hundreds. */
function formatFor(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** "1 Mar 2027, 09:52 CET". */
export function absolute(time: Date, zone: string): string {
  const date = formatFor('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(time);
  const clock = formatFor('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);
  return `${date}, ${clock} ${zoneName(time, zone)}`;
}

/** "1 Mar 2027, 09:52 CET (in 100 days)". */
export function absoluteAndRelative(time: Date, zone: string, now: Date): string {
  return `${absolute(time, zone)} (${relative(time, now)})`;
}

/** "2022-11-18 09:52:44 EST", as Sym's lists show times. */
export function stamp(time: Date, zone: string): string {
  const text = formatFor('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return `${text.format(time)} ${zoneName(time, zone)}`;
}

/** "in 100 days", "3 hours ago". A lifetime is counted in days. */
export function relative(time: Date, now: Date): string {
  const seconds = Math.round((time.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  const unit = UNITS.find(([, , from]) => size >= from);
  if (!unit) return 'now';
  const words = counted(Math.round(size / unit[1]), unit[0]);
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

/** British English knows CET, American English knows EST; whichever has a name for the zone gives it. */
function zoneName(time: Date, zone: string): string {
  const names = ['en-GB', 'en-US'].map((locale) =>
    formatFor(locale, { timeZone: zone, timeZoneName: 'short' })
      .formatToParts(time)
      .find((part) => part.type === 'timeZoneName'),
  );
  const named = names.find((part) => part && !/^(GMT|UTC)[+-]/.test(part.value));
  return (named ?? names[0])?.value ?? 'UTC';
}

/** Whether the runtime knows this zone. What a workspace says of its people is not trusted to. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
