import { AppError } from './errors.ts';
import { code, counted, quoted, say, type Text } from './text.ts';

const YEAR = 31_536_000;

/** A month is 30 days, as Sym has it; a year is 365. */
const SECONDS = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
  ['mo', 2_592_000],
  ['y', YEAR],
]);

const LONGEST = 100 * YEAR;

/** "90 days", "36 hours": in the largest unit that leaves nothing over, years and months as days. */
export function inWords(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  const [name, size] = units.find(([, each]) => seconds % each === 0) ?? ['second', 1];
  return counted(seconds / size, name);
}

/** A whole number with no leading zero, then a unit: Sym's grammar, with `h`, `w` and `y` added. */
const GRAMMAR = /^([1-9][0-9]*)(s|m|h|d|w|mo|y)$/;

/**
 * Seconds from now until a token ends.
 * @throws AppError invalid_input, which quotes the input and names the units.
 */
export function parseDuration(input: string): number {
  const [, count, unit = ''] = GRAMMAR.exec(input.trim()) ?? [];
  const size = SECONDS.get(unit);
  if (count === undefined || size === undefined) throw new AppError('invalid_input', notATime(input));
  const seconds = Number(count) * size;
  if (seconds > LONGEST) throw new AppError('invalid_input', tooLong(input));
  return seconds;
}

function notATime(input: string): Text {
  const rule = say`${quoted(input)} is not a time. A number from 1 up and a unit: ${code('s')} ${code('m')} ${code('h')} ${code('d')} ${code('w')} ${code('mo')} (30 days) ${code('y')}, as in ${code('100d')}.`;
  const withoutZeros = input.trim().replace(/^0+/, '');
  return withoutZeros !== input.trim() && GRAMMAR.test(withoutZeros)
    ? say`${rule} Did you mean ${code(withoutZeros)}?`
    : rule;
}

function tooLong(input: string): Text {
  return say`${quoted(input)} is more than 100 years. A token has to end sooner, as in ${code('1y')}.`;
}
