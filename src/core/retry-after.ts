/** The months of an HTTP date (RFC 9110, 5.6.7): Date.parse would take much else for one. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** As much as the column takes that it is kept in. */
const MOST_SECONDS = 2 ** 31 - 1;

/** What a Retry-After asks for, in whole seconds, seconds or a date; undefined for what is neither, or is past. */
export function parseRetryAfter(text: string | undefined, now: Date): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d{1,10}$/.test(value)) return Math.min(Number(value), MOST_SECONDS) || undefined;
  if (!HTTP_DATE.test(value)) return undefined;
  const seconds = Math.ceil((Date.parse(value) - now.getTime()) / 1000);
  return seconds > 0 ? Math.min(seconds, MOST_SECONDS) : undefined;
}
