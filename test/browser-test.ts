import { test } from 'vitest';
import { advice, findChromium } from './chromium.ts';

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
