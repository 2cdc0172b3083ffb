import type { KnownBlock, TableBlock } from '@slack/types';
import { expect } from 'vitest';
import { openBrowser, openWorkspace } from '../../browser.ts';
import { browserTest } from '../../browser-test.ts';
import { text } from '../modal.ts';
import { openWorld } from '../world.ts';

const phone = { viewport: { width: 390, height: 844 } };

const section = (said: string): KnownBlock => ({
  type: 'section',
  text: text(said),
  accessory: { type: 'button', action_id: 'revoke', text: text('Revoke') },
});

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

browserTest('in the browser: a button beside a text is described by it', async ({ chromium }) => {
  await using world = await openWorld();
  await world.post({
    channel: '#general',
    text: 'x',
    blocks: [section('First token'), section('Second token')],
  });
  await using browser = await openBrowser(chromium);
  const { page } = await openWorkspace(browser, world.url);
  await page.getByRole('button', { name: 'Revoke', exact: true }).last().waitFor();
  const described = await page.evaluate(
    '[...document.querySelectorAll(".accessory button")].map((button) => document.getElementById(button.getAttribute("aria-describedby")).innerText)',
  );
  expect(described).toEqual(['First token', 'Second token']);
});
