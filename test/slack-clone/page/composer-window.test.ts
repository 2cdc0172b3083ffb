import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { openWorld } from '../world.ts';

browserTest('in the browser: words are offered with what their command is for', async ({ chromium }) => {
  await using world = await openWorld();
  await using browser = await openBrowser(chromium);
  const { page, console } = await openWorkspace(browser, world.url);
  const composer = page.getByRole('textbox', { name: /^Message/ });
  const keys = page.locator('.keys');
  expect(await keys.innerText()).toContain('Enter sends');
  await composer.pressSequentially('/bo');
  await expect.poll(() => keys.innerText()).toContain('Enter completes');
  await composer.pressSequentially('ts ');
  await page.getByRole('option', { name: 'create' }).waitFor();
  expect(await page.getByText('Create, list and delete bots').count()).toBe(2);
  expect(await page.getByRole('option').getByText('Create, list and delete bots').count()).toBe(0);
  await expect.poll(() => keys.innerText()).toContain('Enter sends');
  await composer.pressSequentially('cr');
  await expect.poll(() => keys.innerText()).toContain('Enter completes');
  await composer.pressSequentially('eate');
  await expect.poll(() => keys.innerText()).toContain('Enter sends');
  expect(console).toEqual([]);
});
