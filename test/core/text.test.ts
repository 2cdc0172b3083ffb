import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bold,
  code,
  command,
  counted,
  joined,
  listed,
  plain,
  quoted,
  say,
  withoutTokens,
} from '../../src/core/text.ts';

describe('a sentence', () => {
  test('keeps what a person typed in a span of its own', () => {
    expect(say`${quoted('*steve* <!channel>')} is no name, ${bold('bob')}: ${3}`).toEqual([
      { kind: 'code', text: '*steve* <!channel>' },
      { kind: 'plain', text: ' is no name, ' },
      { kind: 'bold', text: 'bob' },
      { kind: 'plain', text: ': ' },
      { kind: 'plain', text: '3' },
    ]);
  });

  test('takes another sentence whole', () => {
    expect(plain(say`First ${say`${bold('a')} and ${code('b')}`}, then ${command('help')}.`)).toBe(
      'First a and `b`, then `help`.',
    );
  });

  test('follows another after a space, and nothing leaves no space', () => {
    expect(plain(joined(say`One.`, [], say`Two.`))).toBe('One. Two.');
    expect(joined([], [])).toEqual([]);
  });
});

describe('what a person typed', () => {
  test('is quoted on one line', () => {
    expect(quoted('a\n\tb\u2028c').text).toBe('a b c');
  });

  test('is cut after forty characters', () => {
    expect(quoted('x'.repeat(40)).text).toBe('x'.repeat(40));
    expect(quoted('x'.repeat(41)).text).toBe(`${'x'.repeat(40)}…`);
  });

  test('is seen to be nothing when it is nothing', () => {
    expect(quoted('').text).toBe('""');
    expect(quoted(' \n').text).toBe('""');
  });

  test('is never cut in the middle of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 30, maxLength: 60 }), (input) => {
        expect(quoted(input).text.isWellFormed()).toBe(true);
      }),
    );
    expect(quoted(`${'x'.repeat(39)}🤖🤖`).text).toBe(`${'x'.repeat(39)}🤖…`);
  });

  test('is not quoted where it is a token', () => {
    expect(quoted(`x af_bot_${'a'.repeat(64)} y`).text).toBe('x af_bot_… y');
    expect(quoted('eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJib3QifQ.c2ln').text).toBe('eyJ…');
  });

  test('is a token wherever it stands, and never the id of an event that by chance holds what one begins with', () => {
    const letters = fc.stringMatching(/^[\w-]{40}$/);
    fc.assert(
      fc.property(fc.nat(24), letters, (at, rest) => {
        const id = `$${rest.slice(0, at)}eyJ${rest.slice(at)}`;
        expect(withoutTokens(id)).toBe(id);
        expect(withoutTokens(`${id}.`)).not.toBe(`${id}.`);
        expect(withoutTokens(`$eyJ${rest}.${rest}.${rest}`)).toBe('$eyJ…');
        expect(withoutTokens(`$af_bot_${'0123456789abcdef'.repeat(4)}`)).toBe('$af_bot_…');
      }),
    );
  });

  test('shows no character that would hide or turn the rest', () => {
    expect(quoted('a\u0000b\u001b[31mc').text).toBe('a b [31mc');
    expect(quoted('steve\u202Eevets').text).toBe('steve evets');
  });
});

test('words are listed as people list them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('things are counted as people count them', () => {
  expect([0, 1, 2].map((count) => counted(count, 'token'))).toEqual(['0 tokens', '1 token', '2 tokens']);
});
