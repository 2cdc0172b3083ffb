import { afterEach, expect, test, vi } from 'vitest';
import { toolOf } from './tool.ts';

const wanted = { program: 'no-such-program', advice: 'needs it: apt-get install it' };

class Skipped extends Error {}
const skip = (note: string): never => {
  throw new Skipped(note);
};

afterEach(() => vi.unstubAllEnvs());

test('a test without its program is skipped with a word, and fails where CI has to have it', () => {
  vi.stubEnv('CI', '');
  expect(() => toolOf({ ...wanted, isInCi: true }, skip)).toThrow(Skipped);
  vi.stubEnv('CI', 'true');
  expect(() => toolOf({ ...wanted, isInCi: true }, skip)).not.toThrow(Skipped);
  expect(() => toolOf({ ...wanted, isInCi: false }, skip)).toThrow(Skipped);
  expect(toolOf({ ...wanted, program: 'sh', isInCi: true }, skip)).toMatch(/\/sh$/);
});
