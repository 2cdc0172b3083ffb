import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const advice = 'needs Chromium: apt-get install --no-install-recommends chromium';

/** The path of the machine's own Chromium, or of Chrome. */
export function findChromium(path = process.env['PATH'] ?? ''): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(canRun);
}

/**
 * A test in a real browser, which gets the path of Chromium. Without one it is skipped and says how to get it; where
 * CI is set it fails, because nobody looks at what is skipped there.
 */
export const browserTest = test.extend<{ chromium: string }>({
  chromium: async ({ skip }, use) => {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env['CI']) throw new Error(advice);
      skip(advice);
    }
    await use(chromium ?? '');
  },
});

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
