import { parseDuration } from '../core/durations.ts';
import { AppError } from '../core/errors.ts';
import { code, quoted, say } from '../core/text.ts';
import { hints, textRead } from './inputs.ts';

/** A time, kept as it was typed, so that the next page can be asked for with it. */
export const moment = (label: string, hint: string, placeholder: string) =>
  textRead((text) => {
    momentOf(text, new Date(0));
    return text.trim();
  }).register(hints, { label, hint, placeholder });

/** A day, or a time of it; without a zone it is UTC. */
const DATE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?(Z|z|[+-]\d\d:\d\d)?$/;

/**
 * `7d` is that long before `now`; a date is its first moment, in UTC; RFC 3339 is what it says.
 * @throws AppError invalid_input for anything else.
 */
export function momentOf(text: string, now: Date): Date {
  const typed = text.trim();
  const [, day, time = '00:00', zone = 'Z'] = DATE.exec(typed) ?? [];
  const date = day === undefined ? undefined : new Date(`${day}T${time}${zone.toUpperCase()}`);
  if (date && !Number.isNaN(date.getTime())) return date;
  try {
    return new Date(now.getTime() - parseDuration(typed) * 1000);
  } catch {
    throw new AppError(
      'invalid_input',
      say`${quoted(text)} is no time: how long ago, as in ${code('7d')}, or a date, as in ${code('2026-11-21')}.`,
    );
  }
}
