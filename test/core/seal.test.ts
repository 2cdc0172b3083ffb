import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seal, sealKey, unseal } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';

const random = { bytes: (count: number) => randomBytes(count) };
const key = sealKey(new Secret('a key for tests'));
/** What Node says of a tag that does not fit, or that there is none. */
const SHUT = /Unsupported state|Invalid authentication tag|cut short|sealed with key/;
const place = 'organization|table|row|column';
const sealed = seal(new Secret('what must be used again: é🤖'), place, key, random);

function withPart(index: number, change: (bytes: Buffer) => Buffer): string {
  const parts = sealed.split('.');
  parts[index] = change(Buffer.from(parts[index] ?? '', 'base64url')).toString('base64url');
  return parts.join('.');
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}

describe('what is sealed', () => {
  test('opens with its key in its place', () => {
    expect(unseal(sealed, place, key).reveal()).toBe('what must be used again: é🤖');
  });

  test('shows nothing of what it holds, and is never the same twice', () => {
    const again = seal(new Secret('what must be used again: é🤖'), place, key, random);
    expect(sealed).toMatch(/^[0-9a-f]{8}(\.[A-Za-z0-9_-]+){3}$/);
    expect(again).not.toBe(sealed);
  });

  test('does not open in another place', () => {
    expect(() => unseal(sealed, 'organization|table|other row|column', key)).toThrow(SHUT);
  });

  test('does not open with another key, and says which key it wants', () => {
    const other = sealKey(new Secret('another key'));
    expect(() => unseal(sealed, place, other)).toThrow(
      `sealed with key ${key.id}, and SECRET_KEY is ${other.id}`,
    );
    expect(() => unseal(sealed.replace(key.id, other.id), place, other)).toThrow(SHUT);
  });

  test.each([
    ['iv', 1],
    ['tag', 2],
    ['text', 3],
  ])('does not open when one byte of its %s is another', (_name, index) => {
    const { length } = Buffer.from(sealed.split('.')[index] ?? '', 'base64url');
    expect(length).toBeGreaterThan(11);
    for (let at = 0; at < length; at += 1)
      expect(() =>
        unseal(
          withPart(index, (bytes) => flipped(bytes, at)),
          place,
          key,
        ),
      ).toThrow(SHUT);
  });

  test.each([4, 8, 12, 15])('does not open with a tag cut to %i bytes', (length) => {
    expect(() =>
      unseal(
        withPart(2, (tag) => tag.subarray(0, length)),
        place,
        key,
      ),
    ).toThrow(SHUT);
  });

  test.each([0, 1, 2, 3])('does not open when only %i of its parts are left', (count) => {
    expect(() => unseal(sealed.split('.').slice(0, count).join('.'), place, key)).toThrow(SHUT);
  });
});
