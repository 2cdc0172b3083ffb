import { defineConfig } from 'vitest/config';

// Set before the workers are started, so that neither the machine's time zone nor its language reaches a test.
process.env['TZ'] = 'UTC';
process.env['LC_ALL'] = 'C.UTF-8';

/** What tells how long something took, or races another process, and waits for most of its time: two at once. */
const TIMED = [
  'test/start.test.ts',
  'test/store/partition.test.ts',
  'test/store/peering.test.ts',
  'test/surfaces/rest/limits.test.ts',
  'test/surfaces/slack/late.test.ts',
  'test/surfaces/slack/stopping.test.ts',
  'test/webhooks/egress*.test.ts',
  'test/webhooks/hands.test.ts',
];

/** And what needs the machine to itself for that. */
const ALONE = [
  'test/failures/**/*.test.ts',
  'test/commands/verified.test.ts',
  'test/house.test.ts',
  'test/store/limits.test.ts',
  'test/surfaces/rest/hot-path.test.ts',
];

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    reporters: ['default', './test/reporter.ts'],
    globalSetup: ['./test/postgres.ts', './test/matrix/forks.ts'],
    // For a machine that is busy with other things too: what hangs is found all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Importing Botmint takes as long as many a file's tests: a worker imports it once, so a file puts back what it changes.
    isolate: false,
    // Nobody looks on in CI, and one stall of the machine is no fault of a test. What passes only then is named at the end.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...TIMED, ...ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'timed', include: TIMED, maxWorkers: 2, sequence: { groupOrder: 2 } },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 3 } },
      },
    ],
  },
});
