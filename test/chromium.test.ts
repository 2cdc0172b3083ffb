import * as playwright from 'playwright-core';
import { expect, test } from 'vitest';
import { browserTest } from './browser-test.ts';
import { findChromium } from './chromium.ts';

browserTest('Chromium opens a page', async ({ chromium: executablePath }) => {
  // Its sandbox does not work for root, and a container's /dev/shm is too small for it.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  await using browser = await playwright.chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  await page.setContent('<title>Botmint</title>');
  expect(await page.title()).toBe('Botmint');
});

test('Chromium is not found where there is none', () => {
  expect(findChromium('/nowhere:/dev')).toBeUndefined();
});
