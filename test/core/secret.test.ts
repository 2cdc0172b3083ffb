import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';

const TEXT = 'af_bot_hunter2';
const secret = new Secret(TEXT);
const holder = { deep: [{ secret }], map: new Map([['secret', secret]]) };

describe('a secret', () => {
  test('is told only by reveal', () => {
    expect(secret.reveal()).toBe(TEXT);
  });

  test.each<[string, string]>([
    ['String()', String(secret)],
    ['what joins it to text', ['', secret].join(' ')],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect(holder, { depth: 9 })],
    ['inspect of what is hidden', inspect(holder, { depth: 9, showHidden: true })],
    ['inspect without our say', inspect(secret, { customInspect: false, showHidden: true })],
    ['what console.log prints', format('%s %o %O %j', secret, secret, secret, secret)],
    ['what console.log prints of its holder', format(holder)],
    ['an error that holds it', inspect(new Error('no', { cause: { secret } }))],
    // oxlint-disable-next-line typescript/no-misused-spread -- the mistake that is made here
    ['a copy by spread', inspect({ ...secret })],
    ['a copy by assign', inspect(Object.assign({}, secret))],
    ['a structured clone', inspect(structuredClone(secret))],
    ['its entries', JSON.stringify(Object.entries(secret))],
    ['its names', Reflect.ownKeys(secret).join()],
  ])('is not shown by %s', (_way, shown) => {
    expect(shown).not.toContain('hunter2');
  });

  test('says that it is one where it is printed', () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret), format('%s', secret)]).toEqual([
      '[secret]',
      '"[secret]"',
      '[secret]',
      '[secret]',
    ]);
  });

  test('would be shown if it were a plain property', () => {
    expect(inspect({ text: TEXT })).toContain('hunter2');
  });
});
