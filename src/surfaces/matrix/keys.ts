/** Reactions that are offered, as clients send them: with the sign that asks for a picture. */
const NUMBERS = Array.from({ length: 9 }, (_, index) => `${index + 1}\uFE0F\u20E3`);

export const YES = '✅';
export const NO = '❌';

/** More are not offered: each is a message of its own, and all can be typed. */
const MOST_OFFERED = 6;

/** The reactions for so many numbers. */
export const numberKeys = (count: number): string[] => (count > MOST_OFFERED ? [] : NUMBERS.slice(0, count));

/** What a reaction says: a number, yes or no. */
export function meaningOf(key: string): number | 'yes' | 'no' | undefined {
  const plain = key.replaceAll('\uFE0F', '');
  if (plain === YES) return 'yes';
  if (plain === NO) return 'no';
  const [, digit] = /^([1-9])\u20E3$/.exec(plain) ?? [];
  return digit === undefined ? undefined : Number(digit);
}
