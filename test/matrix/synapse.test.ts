import { expect, test } from 'vitest';
import { hasSynapse, SYNAPSE_ADVICE } from './synapse.ts';

test('there is a Synapse to test with, or it is said how to get one', ({ skip }) => {
  if (!hasSynapse() && process.env['CI'] === undefined) skip(SYNAPSE_ADVICE);
  expect(hasSynapse() || SYNAPSE_ADVICE).toBe(true);
});
