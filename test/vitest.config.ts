import { defineConfig } from 'vitest/config';

// Set before the workers are started, so that neither the machine's time zone nor its language reaches a test.
process.env['TZ'] = 'UTC';
process.env['LC_ALL'] = 'C.UTF-8';

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/reporter.ts'],
    globalSetup: ['./test/postgres.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
