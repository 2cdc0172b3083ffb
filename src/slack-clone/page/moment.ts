/** Times as the page says them: 24 hours, day before month, with the zone where there is room for it. */
const locale = 'en-GB';
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const dayWithYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const numeric = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' });

/** A message's ts, `1763762040.000100`, in milliseconds. */
export const millis = (ts: string): number => Math.floor(Number(ts) * 1000);

/** 22:14 */
export const timeOfDay = (at: number): string => clock.format(at);

/** Saturday 21 November 2026 at 22:14:05 CET */
export const fullTime = (at: number): string => full.format(at);

/** 2026-11-21, where the person is: two moments of one day have the same. */
export const dayKey = (at: number): string => numeric.format(at);

/** Today, Yesterday, Saturday 21 November; with the year when it is another one. */
export function dayName(at: number, now: number): string {
  if (dayKey(at) === dayKey(now)) return 'Today';
  if (dayKey(at) === dayKey(now - 86_400_000)) return 'Yesterday';
  return dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4) ? day.format(at) : dayWithYear.format(at);
}

const shortDate: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const longDate: Intl.DateTimeFormatOptions = { weekday: 'long', ...shortDate, month: 'long' };
const patterns: Record<string, (at: number, now: number) => string> = {
  date_num: (at) => dayKey(at),
  date: (at) => new Intl.DateTimeFormat(locale, { ...shortDate, month: 'long' }).format(at),
  date_short: (at) => new Intl.DateTimeFormat(locale, shortDate).format(at),
  date_long: (at) => new Intl.DateTimeFormat(locale, longDate).format(at),
  time: (at) => timeOfDay(at),
  time_secs: (at) =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at),
  ago: (at, now) => relative(at, now),
};

/** Slack's `{date_short} at {time}`; a `_pretty` one says Today and Yesterday. An unknown token stays as it is. */
export function formatDate(format: string, at: number, now: number): string {
  return format.replaceAll(/\{(\w+)\}/g, (token, name: string) => {
    const plain = name.replace(/_pretty$/, '');
    const named = dayName(at, now);
    if (plain !== name && (named === 'Today' || named === 'Yesterday')) return named.toLowerCase();
    return patterns[plain]?.(at, now) ?? token;
  });
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** In 3 days, 5 minutes ago; under a minute, now. */
export function relative(at: number, now: number): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const away = at - now;
  const unit = units.find(([, length]) => Math.abs(away) >= length);
  return unit ? words.format(Math.round(away / unit[1]), unit[0]) : 'now';
}

/** 2026-11-21T22:14, as a field for date and time wants it. */
export const localMinute = (at: number): string => `${dayKey(at)}T${timeOfDay(at)}`;
