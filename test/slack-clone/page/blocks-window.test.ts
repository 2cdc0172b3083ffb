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

browserTest(
  'in the browser: what hangs below a message is drawn, and its buttons are pressed',
  async ({ chromium }) => {
    await using world = await openWorld();
    const pressed = new Promise<string | undefined>((resolve) => {
      world.bolt.action('go', async ({ ack, body }) => {
        await ack();
        resolve(body.user.name);
      });
    });
    const button = { type: 'button' as const, action_id: 'go', text: text('Go') };
    await world.post({
      channel: '#general',
      text: '',
      attachments: [
        {
          color: '#8338ec',
          pretext: 'Before it',
          title: 'Build 118 &amp; tests',
          title_link: 'https://ci.example/118',
          text: 'Passed in *4 min*.',
          fields: [{ title: 'Branch', value: 'main', short: true }],
          footer: 'ci.example',
        },
        { color: 'red;background:url(//x)', blocks: [{ type: 'actions', elements: [button] }] },
        { color: 'good', fallback: 'Nothing but this' },
      ],
    });
    await using browser = await openBrowser(chromium);
    const { page, console } = await openWorkspace(browser, world.url, phone);
    const article = page.getByRole('log').locator('article');
    await expect
      .poll(() => article.last().innerText())
      .toMatch(
        /Before it\s+Build 118 & tests\s+Passed in 4 min\.\s+Branch\s+main\s+ci\.example\s+Go\s+Nothing but this/,
      );
    const edges = await page.evaluate(
      '[...document.querySelectorAll(".secondary")].map((element) => element.getAttribute("style") ?? element.className)',
    );
    expect(edges).toEqual([
      'border-inline-start-color: rgb(131, 56, 236);',
      'secondary ',
      'secondary edge-good',
    ]);
    await article.getByRole('button', { name: 'Go' }).click();
    expect(await pressed).toBe('alice');
    expect(console).toEqual([]);
  },
);
