import type { TableBlock } from '@slack/types';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { openWorld } from '../world.ts';

const phone = { viewport: { width: 390, height: 844 } };

browserTest('in the browser: a table that goes on to the right looks like it', async ({ chromium }) => {
  await using world = await openWorld();
  const cell = { type: 'raw_text' as const, text: 'a cell of some width' };
  const block: TableBlock = {
    type: 'table',
    rows: [
      [cell, cell, cell],
      [cell, cell, cell],
    ],
  };
  await world.post({ channel: '#general', text: 'a table', blocks: [block] });
  await using browser = await openBrowser(chromium);
  const { page } = await openWorkspace(browser, world.url, phone);
  await page.getByRole('region', { name: 'Table' }).waitFor();
  const mask = () => page.evaluate('getComputedStyle(document.querySelector(".table")).maskImage');
  await expect.poll(mask).toContain('gradient');
  await page.evaluate('document.querySelector(".table").scrollTo({ left: 1000 })');
  await expect.poll(mask).toBe('none');
});
