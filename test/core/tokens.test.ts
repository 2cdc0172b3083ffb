import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { checksumFits, formatOf, hashOf, hintOf, mintOpaque, shortId } from '../../src/core/tokens.ts';

const bytes = fc.uint8Array({ minLength: 28, maxLength: 28 });
const minted = bytes.map((fixed) => mintOpaque({ bytes: () => fixed }).reveal());

describe('an opaque token', () => {
  test('is af_bot_ and 64 hexadecimal digits whose checksum fits', () => {
    fc.assert(
      fc.property(minted, (token) => {
        expect(token).toMatch(/^af_bot_[0-9a-f]{64}$/);
        expect(formatOf(token)).toBe('opaque');
        expect(checksumFits(new Secret(token))).toBe(true);
      }),
    );
  });

  test('is told from one with a single other digit', () => {
    fc.assert(
      fc.property(minted, fc.nat(63), fc.integer({ min: 1, max: 15 }), (token, index, by) => {
        const at = 7 + index;
        const other = (Number.parseInt(token.charAt(at), 16) ^ by).toString(16);
        expect(checksumFits(new Secret(token.slice(0, at) + other + token.slice(at + 1)))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('is told from one with two neighbours swapped', () => {
    fc.assert(
      fc.property(minted, fc.nat(62), (token, index) => {
        const at = 7 + index;
        fc.pre(token.charAt(at) !== token.charAt(at + 1));
        const swapped = token.slice(0, at) + token.charAt(at + 1) + token.charAt(at) + token.slice(at + 2);
        expect(checksumFits(new Secret(swapped))).toBe(false);
      }),
    );
  });

  test('takes 28 bytes of chance', () => {
    let asked = 0;
    mintOpaque({ bytes: (count) => new Uint8Array((asked = count)) });
    expect(asked).toBe(28);
  });

  test('is known by its last six characters, and kept as a SHA-256', () => {
    const token = new Secret('af_bot_abcdef');
    expect(hintOf(token)).toBe('abcdef');
    expect(hashOf(token)).toHaveLength(32);
    expect(hashOf(token).toString()).not.toContain('af_bot_');
  });
});

describe('the shape of a token', () => {
  const hex = 'a'.repeat(64);
  test.each([
    [''],
    [hex],
    [`af_bot_${'a'.repeat(63)}`],
    [`af_bot_${'a'.repeat(65)}`],
    [`af_bot_${'A'.repeat(64)}`],
    [`AF_BOT_${hex}`],
    [` af_bot_${hex}`],
    [`af_bot_${hex}\n`],
    ['a.b'],
    ['aa.bb.cc.dd'],
    ['aa..cc'],
    ['aa.b=.cc'],
    [`aa.${'b'.repeat(4097)}.cc`],
  ])('is not %j', (text) => {
    expect(formatOf(text)).toBeUndefined();
  });

  test("is never that of a token's id, nor of a part of it", () => {
    for (let count = 0; count < 200; count += 1) {
      const id = randomUUID();
      expect([formatOf(id), formatOf(shortId(id)), formatOf(id.replaceAll('-', ''))]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });

  test('is a JWT with three parts', () => {
    expect(formatOf('aa.bb.cc')).toBe('jwt');
  });
});
