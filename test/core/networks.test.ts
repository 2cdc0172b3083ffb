import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, parseNetwork } from '../../src/core/networks.ts';

describe('a network', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3', '10.1.2.3/32'],
    [' 192.168.255.255/17 ', '192.168.128.0/17'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['::1', '::1/128'],
    ['::/0', '::/0'],
    ['1:2:3:4:5:6:7:8/127', '1:2:3:4:5:6:7:8/127'],
    ['1:2:3:4:5:6:7:9/127', '1:2:3:4:5:6:7:8/127'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(parseNetwork(typed)).toBe(kept);
  });

  test.each([
    '10.0.0',
    '10.0.0.0/33',
    '2001:db8::/129',
    'localhost',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '',
    'fe80::1%eth0',
    '10.0.0.0/-1',
  ])('is not %j', (typed) => {
    expect(() => parseNetwork(typed)).toThrow(
      'is not a network. An address or a range of them, as in `10.0.0.0/8` or `2001:db8::/32`.',
    );
  });

  test('holds every address that it was made of, as it is kept and kept again', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([address, length]) => {
        const kept = parseNetwork(`${address}/${length}`);
        expect(parseNetwork(kept)).toBe(kept);
        expect(isWithin([parseNetwork(address)], [kept])).toBe(true);
      }),
    );
  });
});

describe('networks lie within others', () => {
  test.each([
    [['10.1.0.0/16'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.1.0.0/16'], false],
    [['11.0.0.0/16'], ['10.0.0.0/8'], false],
    [['10.1.0.0/16', '2001:db8:1::/48'], ['10.0.0.0/8', '2001:db8::/32'], true],
    [['10.1.0.0/16', '192.168.0.0/16'], ['10.0.0.0/8'], false],
    [['::/0'], ['0.0.0.0/0'], false],
    [[], ['10.0.0.0/8'], false],
    [[], [], true],
    [['10.0.0.0/8'], [], true],
  ])('%j within %j: %s', (inner, outer, answer) => {
    expect(isWithin(inner, outer)).toBe(answer);
  });
});
