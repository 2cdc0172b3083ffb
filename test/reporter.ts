import type { Reporter, TestModule } from 'vitest/node';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Ends a run with one plain line, `N passed, N failed`, and `, N skipped` when there are any; before it, what the
 * skipped ones were in want of, and what passed only at the second try. A file that does not load and an error outside
 * of any test count as failed, so that 0 failed means that all is well.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = count(modules);
    counts.failed += unhandled.length;
    const lines = [...wants(modules), ...unsteady(modules), closingLine(counts)];
    // At exit, because the summary of the other reporter and the end of the database come in between.
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`));
  }
}

function wants(modules: readonly TestModule[]): string[] {
  const tests = modules.flatMap((module) => [...module.children.allTests('skipped')]);
  const notes = tests.map((test) => test.result()).map((result) => 'note' in result && result.note);
  const reasons = new Set(notes.filter((note) => typeof note === 'string'));
  return [...reasons].map((reason) => `${notes.filter((note) => note === reason).length} skipped: ${reason}`);
}

/** What failed, and passed when it was run again. */
function unsteady(modules: readonly TestModule[]): string[] {
  return modules.flatMap((module) =>
    [...module.children.allTests('passed')]
      .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
      .map((test) => `passed only when it was run again: ${module.relativeModuleId}, ${test.fullName}`),
  );
}

function count(modules: readonly TestModule[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    const before = counts.failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never ran, because the run was cut short, did not pass.
      counts[state === 'pending' ? 'failed' : state] += 1;
    }
    // Broken outside of its tests: in an import, in a hook.
    if (!module.ok() && counts.failed === before) counts.failed += 1;
  }
  return counts;
}

function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
