import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultScopes, mayDo, narrowed, scopeInWords, SCOPES, scopesOf } from '../../src/core/scopes.ts';

const some = fc.subarray([...SCOPES]);

describe('a role', () => {
  test('of admin holds every scope', () => {
    expect([...scopesOf('admin')]).toEqual(SCOPES);
  });

  test('of member holds what a guest does, and writes', () => {
    expect([...scopesOf('guest')].filter((scope) => !scopesOf('member').has(scope))).toEqual([]);
    expect(scopesOf('member').has('bots:write')).toBe(true);
    expect(scopesOf('member').has('organization:act')).toBe(false);
    expect(scopesOf('member').has('members:write')).toBe(false);
  });

  test('of guest only reads', () => {
    expect([...scopesOf('guest')].filter((scope) => !scope.endsWith(':read'))).toEqual([]);
    expect(scopesOf('guest').has('audit:read')).toBe(false);
  });
});

describe('what a token may do now', () => {
  test('is never more than it carries, nor more than its owner holds', () => {
    fc.assert(
      fc.property(some, some, (carried, held) => {
        const now = narrowed(carried, new Set(held));
        expect(now).toEqual(new Set(carried.filter((scope) => held.includes(scope))));
      }),
    );
  });

  test('holds no word that is not a scope', () => {
    expect(narrowed(['bots:read', 'bots:fly', '*'], scopesOf('admin'))).toEqual(new Set(['bots:read']));
  });
});

describe('the scopes that a token has unless asked otherwise', () => {
  test('are the four usual ones for a member', () => {
    expect(defaultScopes(scopesOf('member'))).toEqual([
      'bots:read',
      'tokens:read',
      'messages:read',
      'messages:write',
    ]);
  });

  test('are never more than their maker holds', () => {
    fc.assert(
      fc.property(some, (held) => {
        expect(defaultScopes(new Set(held)).filter((scope) => !held.includes(scope))).toEqual([]);
      }),
    );
  });
});

describe('in words', () => {
  test.each([
    [[], 'may do nothing'],
    [['bots:read'], 'may read bots'],
    [['bots:read', 'tokens:read'], 'may read bots and token ids'],
    [['bots:read', 'messages:read', 'messages:write'], 'may read bots and messages, and send messages'],
    [SCOPES, 'may do everything'],
  ] as const)('%j %s', (scopes, words) => {
    expect(mayDo(scopes)).toBe(words);
  });

  test('each scope has its own', () => {
    expect(new Set(SCOPES.map(scopeInWords)).size).toBe(SCOPES.length);
  });
});
