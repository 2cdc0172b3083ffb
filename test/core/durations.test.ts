import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/core/durations.ts';
import { AppError } from '../../src/core/errors.ts';

const SECONDS: Record<string, number> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  mo: 2_592_000,
  y: 31_536_000,
};
const CENTURY = 100 * 31_536_000;
const RULE =
  'is not a time. A number from 1 up and a unit: `s` `m` `h` `d` `w` `mo` (30 days) `y`, as in `100d`.';

function refusal(input: string): AppError {
  try {
    parseDuration(input);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`${input} was accepted`);
}

function answerTo(input: string): number | 'too long' {
  try {
    return parseDuration(input);
  } catch (error) {
    if (String(error).includes('is more than 100 years')) return 'too long';
    throw error;
  }
}

describe('an expiry', () => {
  test.each([
    ['100d', 8_640_000],
    ['3mo', 7_776_000],
    ['3m', 180],
    ['45s', 45],
    ['12h', 43_200],
    ['2w', 1_209_600],
    ['1y', 31_536_000],
    ['100y', CENTURY],
    [' 100d ', 8_640_000],
  ])('of %j is %i seconds', (input, seconds) => {
    expect(parseDuration(input)).toBe(seconds);
  });

  test.each([
    ['0d'],
    ['3x'],
    ['-3d'],
    ['1.5d'],
    ['3'],
    ['d'],
    ['3 d'],
    ['3D'],
    ['3dd'],
    ['3d4h'],
    ['٣d'],
    ['1e3d'],
    ['never'],
  ])('of %j is refused with a sentence that quotes it and names the units', (input) => {
    const { code, message } = refusal(input);
    expect({ code, message }).toEqual({ code: 'invalid_input', message: `\`${input}\` ${RULE}` });
  });

  test('with a zero before it says what was meant', () => {
    expect(refusal('07d').message).toBe(`\`07d\` ${RULE} Did you mean \`7d\`?`);
  });

  test.each([[''], ['   ']])('of %j shows that nothing was there', (input) => {
    expect(refusal(input).message).toBe(`\`""\` ${RULE}`);
  });

  test.each([['101y'], ['36501d'], [`${CENTURY + 1}s`]])('of %s is too long', (input) => {
    const { code, message } = refusal(input);
    expect(code).toBe('invalid_input');
    expect(message).toBe(`\`${input}\` is more than 100 years. A token has to end sooner, as in \`1y\`.`);
  });

  test('of ten thousand digits is refused, and quoted in forty', () => {
    const { message } = refusal(`${'9'.repeat(10_000)}d`);
    expect(message).toMatch(/^`9{40}…` is more than 100 years\./);
  });

  test('comes back as its count times its unit', () => {
    const count = fc.integer({ min: 1, max: CENTURY });
    const unit = fc.constantFrom(...Object.keys(SECONDS));
    fc.assert(
      fc.property(count, unit, (many, name) => {
        const seconds = many * (SECONDS[name] ?? 0);
        const answer = seconds > CENTURY ? 'too long' : seconds;
        expect(answerTo(`${many}${name}`)).toBe(answer);
      }),
    );
  });

  test('of anything else is refused with the same words', () => {
    const nearly = fc.stringMatching(/^[ +-]?[0-9.,]{0,4}(s|m|h|d|w|mo|y|D|M|x|ms)?$/);
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (input) => {
        fc.pre(!/^[1-9][0-9]*(?:s|m|h|d|w|mo|y)$/.test(input.trim()));
        refused += 1;
        expect(refusal(input).message).toContain(RULE);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});
