const UNITS: [name: string, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** "1 Mar 2027, 09:52 CET". */
export function absolute(time: Date, zone: string): string {
  const date = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(time);
  const clock = new Intl.DateTimeFormat('en-GB', {
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
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return `${text.format(time)} ${zoneName(time, zone)}`;
}

/** "in 100 days", "3 hours ago". Days stay days up to two years: a lifetime is counted in them. */
export function relative(time: Date, now: Date): string {
  const seconds = Math.round((time.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 1) return 'now';
  const [name, unit] = unitFor(size);
  const count = Math.round(size / unit);
  const words = `${count} ${name}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

function unitFor(size: number): [name: string, seconds: number] {
  if (size >= 86_400 && size < 2 * 31_536_000) return ['day', 86_400];
  return UNITS.find(([, seconds]) => size >= seconds) ?? ['second', 1];
}

/** British English knows CET, American English knows EST; whichever has a name for the zone gives it. */
function zoneName(time: Date, zone: string): string {
  const names = ['en-GB', 'en-US'].map((locale) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' })
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
