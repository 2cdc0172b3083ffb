import { expect, test } from 'vitest';
import { expiryOf, stepAfter, withJitter } from '../../src/core/retries.ts';

test('bot doubles from a second to a minute, for a day', () => {
  const bot = { retry: 'bot', retry_steps: null } as const;
  expect([1, 2, 3, 4, 5, 6, 7, 8, 1000].map((number) => stepAfter(bot, number))).toEqual([
    1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
  expect(expiryOf(bot)).toBe(86_400_000);
});

test('standard is the ten attempts of Standard Webhooks, in 75 h 35 min and 5 s', () => {
  const standard = { retry: 'standard', retry_steps: null } as const;
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => stepAfter(standard, number) ?? 0);
  expect(steps.reduce((sum, step) => sum + step)).toBe(((75 * 60 + 35) * 60 + 5) * 1000);
  expect(stepAfter(standard, 10)).toBeUndefined();
});

test('a custom list ends where it ends, and jitter is whole milliseconds, only added', () => {
  const custom = { retry: 'custom', retry_steps: [100, 250] } as const;
  expect([1, 2, 3].map((number) => stepAfter(custom, number))).toEqual([100, 250, undefined]);
  expect([0, 0.333, 1].map((chance) => withJitter(1001, chance))).toEqual([1001, 1034, 1101]);
  expect(withJitter(86_400_000, 1)).toBe(86_400_000 + 900_000);
});
